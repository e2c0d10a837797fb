//! The fact rows of one repository. What people wrote (subjects, names, paths) is masked before it
//! becomes a fact.

use chrono::{DateTime, Utc};
use qd_facts::{CollectContext, Facts, Row, SecretSink, SourceSpec};
use qd_model::Evidence;

use super::contents::Contents;
use super::head_tree::HeadTree;
use super::history::{History, instant, short};
use super::identity::People;
use super::references::References;
use super::report::{Fault, Report};
use super::secret_scan::SecretScan;
use super::working_copy::WorkingCopy;
use crate::mask::mask_all;
use crate::{lifecycle, stack};

/// Everything that was read of one repository.
pub(super) struct Repository<'a> {
    pub(super) name: &'a str,
    pub(super) references: &'a References,
    pub(super) history: &'a History,
    pub(super) people: &'a People,
    pub(super) copy: &'a WorkingCopy,
    pub(super) head: &'a HeadTree,
    pub(super) contents: &'a Contents,
    pub(super) secrets: &'a SecretScan,
}

/// Writes all rows.
pub(super) fn write(
    repository: &Repository<'_>,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    report: &mut Report<'_>,
) -> Facts {
    let mut writer = Writer { facts: Facts::default(), spec, report };
    let head = repository.references.head;
    let place = match &head {
        Some(id) => format!("{}@{}", repository.name, short(id)),
        None => spec.path.clone(),
    };
    writer.push(&Evidence::place(place), &repository.row());
    let in_default = repository.in_default();
    repository.write_commits(&in_default, context.secrets, &mut writer);
    repository.write_branches(&in_default, context.secrets, &mut writer);
    repository.write_tags(context.secrets, &mut writer);
    repository.write_hits(context.secrets, &mut writer);
    repository.write_stack(context.secrets, &mut writer);
    lifecycle::write(spec, &mut writer.facts);
    writer.facts
}

struct Writer<'a, 'b> {
    facts: Facts,
    spec: &'a SourceSpec,
    report: &'a mut Report<'b>,
}

impl Writer<'_, '_> {
    fn push(&mut self, place: &Evidence, row: &Row) {
        if let Err(error) = self.facts.push(&self.spec.entity, &self.spec.id, place, row) {
            self.report.note(Fault::RefusedRow, error.to_string());
        }
    }
}

/// Whether the default branch contains each commit; `None` where that cannot be told.
struct InDefault {
    marked: Option<Vec<bool>>,
    is_incomplete: bool,
}

impl InDefault {
    fn has(&self, commit: usize) -> Option<bool> {
        let is_in = self.marked.as_ref()?[commit];
        // With history missing, what was not found may still be in it.
        if is_in || !self.is_incomplete { Some(is_in) } else { None }
    }
}

impl Repository<'_> {
    fn row(&self) -> Row {
        let (history, copy) = (self.history, self.copy);
        let times = || history.commits.iter().filter_map(|commit| commit.at);
        let tests = self.head.tests;
        let count = |count: fn(&super::head_tree::Tests) -> u64| {
            tests.as_ref().map(|tests| count(tests) as i64)
        };
        Row::of("repository")
            .set("name", self.name)
            .set("head", self.references.head.map(|id| id.to_string()))
            .set("default_branch", self.references.default_branch.clone())
            .set("commits", history.commits.len() as i64)
            .set("authors", self.people.n_people as i64)
            .set("bots", self.people.n_bots as i64)
            .set("first_commit_at", times().min())
            .set("last_commit_at", times().max())
            .set("has_remote", copy.has_remote)
            .set("dirty", copy.n_dirty as i64)
            .set("untracked", copy.n_untracked as i64)
            .set("stashes", copy.n_stashes as i64)
            .set("ahead", copy.ahead.map(|n_commits| n_commits as i64))
            .set("detached", self.references.is_detached())
            .set("shallow", history.is_shallow)
            .set("code_files", count(|tests| tests.n_code_files))
            .set("test_files", count(|tests| tests.n_test_files))
            .set("has_ci", tests.map(|tests| tests.has_ci))
            .set("ci_runs_tests", tests.map(|tests| tests.ci_runs_tests))
            .set("files_searched", self.secrets.n_searched as i64)
            .set("files_unsearched", self.secrets.n_unsearched as i64)
    }

    fn in_default(&self) -> InDefault {
        let tip = self.references.default.map(|place| self.references.branches[place].tip);
        let tip = tip.and_then(|tip| self.history.find(&tip));
        InDefault {
            marked: tip.map(|tip| self.history.reachable([tip])),
            is_incomplete: self.history.is_incomplete,
        }
    }

    fn place_of(&self, commit: usize) -> String {
        format!("{}@{}", self.name, short(&self.history.commits[commit].id))
    }

    fn at(&self, id: &gix::ObjectId) -> Option<DateTime<Utc>> {
        self.history.find(id).and_then(|place| self.history.commits[place].at)
    }

    fn write_commits(
        &self,
        in_default: &InDefault,
        sink: &dyn SecretSink,
        writer: &mut Writer<'_, '_>,
    ) {
        let commits = &self.history.commits;
        let subjects = commits.iter().map(|commit| commit.subject.as_str());
        let subjects = mask_all(sink, &subjects.collect::<Vec<_>>());
        let people = &self.people.of_signature;
        let names = people.iter().map(|person| person.name.as_str());
        let names = mask_all(sink, &names.collect::<Vec<_>>());
        let emails = people.iter().map(|person| person.email.as_str());
        let emails = mask_all(sink, &emails.collect::<Vec<_>>());
        for (place, commit) in commits.iter().enumerate() {
            let Some(at) = commit.at else {
                writer.report.note(Fault::BadCommitDate, short(&commit.id));
                continue;
            };
            let row = Row::of("git_commit")
                .set("repository", self.name)
                .set("id", commit.id.to_string())
                .set("at", at)
                .set("author", names[commit.author].as_str())
                .set("author_email", emails[commit.author].as_str())
                .set("subject", subjects[place].as_str())
                .set("parents", commit.n_parents as i64)
                .set("is_bot", people[commit.author].is_bot)
                .set("in_default", in_default.has(place))
                .set("committed_at", commit.committed_at);
            writer.push(&Evidence::place(self.place_of(place)), &row);
        }
    }

    fn write_branches(
        &self,
        in_default: &InDefault,
        sink: &dyn SecretSink,
        writer: &mut Writer<'_, '_>,
    ) {
        for (place, branch) in self.references.branches.iter().enumerate() {
            let commit = self.history.find(&branch.tip);
            // A tip that is missing or has no date was noted when it was read.
            let Some(at) = self.at(&branch.tip) else { continue };
            let row = Row::of("git_branch")
                .set("repository", self.name)
                .set("name", sink.mask(&branch.name))
                .set("tip", branch.tip.to_string())
                .set("tip_at", at)
                .set("is_default", self.references.default == Some(place))
                .set("merged", commit.and_then(|commit| in_default.has(commit)))
                .set("is_remote", branch.is_remote);
            let evidence = format!("{}@{}", self.name, short(&branch.tip));
            writer.push(&Evidence::place(evidence), &row);
        }
    }

    fn write_tags(&self, sink: &dyn SecretSink, writer: &mut Writer<'_, '_>) {
        for tag in &self.references.tags {
            let tagged_at = tag.tagged_at.and_then(instant);
            let Some(at) = tagged_at.or_else(|| self.at(&tag.commit)) else { continue };
            let row = Row::of("git_tag")
                .set("repository", self.name)
                .set("name", sink.mask(&tag.name))
                .set("target", tag.commit.to_string())
                .set("at", at);
            let evidence = format!("{}@{}", self.name, short(&tag.commit));
            writer.push(&Evidence::place(evidence), &row);
        }
    }

    fn write_hits(&self, sink: &dyn SecretSink, writer: &mut Writer<'_, '_>) {
        for hit in &self.secrets.hits {
            let first_commit = hit.first_commit.map(|place| self.history.commits[place].id);
            let last_commit = hit.last_commit.map(|place| self.history.commits[place].id);
            let since = hit.first_commit.and_then(|place| self.history.commits[place].at);
            let commit = if hit.in_head { self.references.head } else { first_commit };
            let path = sink.mask(&hit.path);
            let commit = commit.map_or_else(String::new, |id| short(&id));
            let place = Evidence::line(format!("{}@{commit}:{path}", self.name), hit.place.line);
            let row = Row::of("secret_hit")
                .set("repository", self.name)
                .set("path", path)
                .set("rule", hit.place.rule.as_str())
                .set("fingerprint", hit.place.fingerprint.as_str())
                .set("in_head", hit.in_head)
                .set("first_commit", first_commit.map(|id| id.to_string()))
                .set("last_commit", last_commit.map(|id| id.to_string()))
                .set("first_seen_at", since)
                .set("severity", hit.place.severity.as_str());
            writer.push(&place, &row);
        }
    }

    /// Languages, runtimes, frameworks and packages.
    fn write_stack(&self, sink: &dyn SecretSink, writer: &mut Writer<'_, '_>) {
        let head = self.references.head.map_or_else(String::new, |id| short(&id));
        let place = |path: &str, line: u32| {
            Evidence::line(format!("{}@{head}:{}", self.name, sink.mask(path)), line)
        };
        let of = |kind: &str, name: &str| {
            Row::of("stack").set("repository", self.name).set("kind", kind).set("name", name)
        };
        for (language, (n_files, n_bytes)) in &self.contents.languages {
            let row = of("language", language)
                .set("files", i64::try_from(*n_files).unwrap_or(i64::MAX))
                .set("bytes", i64::try_from(*n_bytes).unwrap_or(i64::MAX));
            writer.push(&Evidence::place(format!("{}@{head}", self.name)), &row);
        }
        for (path, runtime) in &self.contents.runtimes {
            let row = of("runtime", &runtime.product)
                .set("version", sink.mask(&runtime.version))
                .set("path", sink.mask(path));
            writer.push(&place(path, runtime.line), &row);
        }
        for (path, package) in &self.contents.packages {
            let text = |text: &Option<String>| text.as_deref().map(|text| sink.mask(text));
            let row = Row::of("dependency")
                .set("repository", self.name)
                .set("path", sink.mask(path))
                .set("ecosystem", sink.mask(&package.ecosystem))
                .set("name", sink.mask(&package.name))
                .set("version", text(&package.version))
                .set("requirement", text(&package.requirement))
                .set("is_direct", package.is_direct);
            writer.push(&place(path, package.line), &row);
            let Some(product) = stack::product_of(&package.ecosystem, &package.name) else {
                continue;
            };
            let version = package.version.as_ref().or(package.requirement.as_ref());
            let row = of("framework", product)
                .set("version", version.map(|version| sink.mask(bare(version))))
                .set("path", sink.mask(path));
            writer.push(&place(path, package.line), &row);
        }
    }
}

/// A version without the signs of what is asked: `^2.7` is `2.7`.
fn bare(version: &str) -> &str {
    version.trim_start_matches(|letter: char| !letter.is_ascii_digit())
}
