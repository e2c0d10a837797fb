//! Claims: sentences of notes, bound by `claims.toml` or by a note's front matter to a metric or to
//! the rule that contradicts them.
//!
//! Prose stays prose: a sentence that is not bound is not guessed at, and a bound one that cannot be
//! found, or whose hole is no number, is a row without a number and a diagnostic.
//! Numbers: `value.rs`. Sentences: `matching.rs`. The file: `binding.rs`.

mod binding;
mod matching;
mod value;

use std::collections::BTreeMap;
use std::path::Path;

use qd_facts::{CollectContext, Collected, Facts, Row, SourceSpec};
use qd_model::{EntityKey, Evidence, Level, SourceId};

use crate::assignments;
use crate::files::{self, FoundFile};
use crate::handoff::MAX_NOTE_BYTES;
use crate::handoff::front_matter::FrontMatter;
use crate::problems::{Problems, quoted};
use binding::Binding;
use matching::Flat;

/// The file at the portfolio's root that binds sentences.
pub const FILE: &str = "claims.toml";
/// The source that rows of [`FILE`] name.
pub const SOURCE: &str = "claims";

/// Reads `claims.toml` and the notes that it names; `None` if the portfolio has no such file.
///
/// `entities` are the portfolio's, the root among them: a claim of another is an error.
pub fn collect(context: &CollectContext<'_>, entities: &[EntityKey]) -> Option<Collected> {
    if !Path::new(context.folder).join(FILE).exists() {
        return None;
    }
    let spec = spec(context.root);
    let mut problems = Problems::new(&spec, context);
    let mut facts = Facts::default();
    let mut is_missing = true;
    let (found, diagnostics) = files::find(&spec, context);
    problems.extend(diagnostics);
    for file in &found {
        match files::read_text(file, &spec) {
            Ok((text, warnings)) => {
                problems.extend(warnings);
                is_missing = false;
                let bindings = binding::of_file(&text, context.root, entities, &mut problems);
                bind(&bindings, &spec, context, &mut facts, &mut problems);
            }
            Err(diagnostic) => problems.extend([diagnostic]),
        }
    }
    let (diagnostics, n_skipped) = problems.finish();
    Some(Collected { facts, diagnostics, n_skipped, is_missing })
}

/// The source that [`collect`] reads, for its status.
pub fn spec(root: &EntityKey) -> SourceSpec {
    SourceSpec {
        id: SourceId::new(SOURCE).expect("a word in kebab case"),
        kind: SOURCE.into(),
        entity: root.clone(),
        path: FILE.into(),
        covers: None,
        is_assumed: false,
        settings: toml::Table::new(),
    }
}

/// Writes the claims that a note's own front matter binds.
pub(crate) fn of_note(
    file: &FoundFile,
    front: &FrontMatter,
    text: &str,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let bindings = binding::of_front_matter(&file.relative, front, &spec.entity, problems);
    if !bindings.is_empty() {
        // The front matter holds the patterns themselves; only the body states anything.
        let body = text.lines().enumerate().map(|(index, line)| match index {
            index if index < front.n_lines => "",
            _ => line,
        });
        let note = Flat::new(&body.collect::<Vec<_>>().join("\n"));
        for binding in &bindings {
            write(binding, Some(&note), context, facts, problems);
        }
    }
}

/// Finds each binding's sentence in its note, and writes the rows.
fn bind(
    bindings: &[Binding],
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let mut notes = BTreeMap::<&str, Option<Flat>>::new();
    for binding in bindings {
        let note = notes.entry(&binding.file).or_insert_with(|| {
            let (found, diagnostics) = files::find_below(&binding.file, spec, context);
            let read = found.first().map(|file| files::read_text(file, spec));
            // A fault of the path is this binding's, and stands on its line.
            if let Some(fault) = diagnostics.into_iter().next().or(match &read {
                Some(Err(diagnostic)) => Some(diagnostic.clone()),
                _ => None,
            }) {
                let help = "correct `file` in claims.toml";
                problems.report(
                    fault.level,
                    "missing-note",
                    binding.file_place.clone(),
                    fault.message,
                    help,
                );
            }
            let (text, _) = read.and_then(Result::ok)?;
            if text.len() > MAX_NOTE_BYTES {
                let message = format!("the note is larger than the limit: {}", binding.file);
                let place = binding.file_place.clone();
                problems.report(Level::Error, "file-too-large", place, message, "split the note");
                return None;
            }
            Some(Flat::new(&text))
        });
        write(binding, note.as_ref(), context, facts, problems);
    }
}

/// Writes the row of one claim.
fn write(
    binding: &Binding,
    note: Option<&Flat>,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let found = note.and_then(|note| binding.pattern.find(note));
    let place = match &found {
        Some(found) => Evidence::line(&binding.file, found.line),
        None => binding.place.clone(),
    };
    let id = &binding.id;
    match &found {
        None if note.is_some() => {
            let message = format!("no sentence of {} matches the claim: {id}", binding.file);
            let help = "copy the sentence into `match`, `{value}` in the number's place";
            problems.report(
                Level::Warning,
                "unmatched-claim",
                binding.place.clone(),
                message,
                help,
            );
        }
        None => {}
        Some(found) if found.stated.is_none() => {
            let hole = quoted(&found.hole);
            let message = format!("the claim `{id}` has no plain number in its hole: {hole}");
            let help = "state it as 6, $300, 18%, $50 to $84 or $10K to $50K";
            problems.report(Level::Warning, "unreadable-claim", place.clone(), message, help);
        }
        Some(found) => {
            if let Some(line) = found.other_lines.first() {
                let message =
                    format!("the claim `{id}` matches again, the first is taken: line {line}");
                let help = "make `match` longer, so that it fits one sentence";
                let place = Evidence::line(&binding.file, found.line);
                problems.report(Level::Warning, "repeated-claim", place, message, help);
            }
        }
    }
    // Quoted as written: a delivery that would hold a credential is blocked, not mended in silence.
    let statement = found.as_ref().map(|found| {
        assignments::register_in(&found.statement, context.secrets);
        found.statement.clone()
    });
    let stated = found.as_ref().and_then(|found| found.stated);
    let row = Row::of("claim_statement")
        .set("id", id.as_str())
        .set("statement", statement)
        .set("stated", stated.and_then(|stated| stated.low))
        .set("stated_high", stated.and_then(|stated| stated.high))
        .set("metric", binding.metric.clone())
        .set("period", binding.period.clone())
        .set("rule", binding.rule.clone())
        .set("tolerance", binding.tolerance)
        .set("note", binding.note.clone());
    problems.push(facts, &binding.entity, &place, &row);
}

#[cfg(test)]
mod tests;
