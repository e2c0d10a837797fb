//! `actions`: findings as work, so that a board can take them: a Markdown list, JSON, or a post.

use std::fmt::Write as _;
use std::time::Duration;

use qd_aws::https::Https;
use qd_aws::webhook::{Webhook, WebhookError};
use qd_delivery::Sha256Hex;
use qd_engine::NoPrior;
use qd_model::{Decimal, EntityKey, Finding, RuleInfo, Scope, Severity, Verdict};
use serde::Serialize;

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::origin::TOOL;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// The most findings that are handed over at once, the worst first.
const MAX_ITEMS: usize = 1_000;
/// How many digits an id has: 80 bits.
const ID_DIGITS: usize = 20;
/// How long the board may take for an answer.
const TIMEOUT: Duration = Duration::from_secs(15);
/// The wait before the second try; it doubles.
const BACKOFF: Duration = Duration::from_secs(1);

/// What a board gets.
#[derive(Serialize)]
struct Work {
    portfolio: String,
    as_of: String,
    tool: &'static str,
    /// How many more there are than are listed.
    n_left_out: usize,
    items: Vec<Item>,
}

/// One thing to do.
#[derive(Serialize)]
struct Item {
    /// The same finding has the same id in every run.
    id: String,
    title: String,
    severity: Severity,
    entity: String,
    /// What offends. Outside text.
    subject: String,
    detail: Option<String>,
    remedy: String,
    effort_hours: Option<Decimal>,
    value_at_stake: Option<Decimal>,
    rule: String,
    references: Vec<String>,
    evidence: Vec<String>,
}

pub(crate) fn run(global: &Global, is_posted: bool, output: &Output) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let work = work(&run)?;
    let guard = run.secrets.guard();
    let text = serde_json::to_string_pretty(&work)
        .map_err(|error| Problem::bug(format!("actions that are no JSON: {error}")))?;
    if is_posted {
        if guard.mask(&text) != text {
            let help = "remove the secret at its source, then post again";
            let message = "the actions hold a secret; nothing was posted";
            return Err(Problem::new(Exit::Blocked, "blocked", message, Some(help.to_owned())));
        }
        post(&run, &text)?;
        output.say(&format!("Posted {} actions.", work.items.len()));
    } else if output.is_json {
        output.data(&guard.mask(&text));
    } else {
        output.data(&guard.mask(&markdown(&work)));
    }
    Ok(Exit::Fine)
}

/// The findings that the configured roles may see, worst first.
fn work(run: &Run) -> Result<Work, Problem> {
    let config = &run.config;
    let roles = match config.actions.roles.is_empty() {
        false => config.actions.roles.clone(),
        true => run.templates.values().map(|template| template.role.clone()).collect(),
    };
    let entities = config.entities.iter().map(|entity| entity.key.clone());
    let entities = entities.filter(|key| !key.is_root()).collect();
    let scope = Scope { root: config.root.clone(), entities, is_whole: true };
    let evaluated = run.engine.evaluate_all(&config.root, &[(&scope, roles.clone())], &NoPrior);
    let mut evaluated = evaluated.map_err(engine_problem)?;
    let Some(evaluation) = evaluated.pop() else {
        return Err(Problem::bug("a scope that was asked for was not evaluated"));
    };
    let is_work = |finding: &&Finding| {
        let rule = evaluation.rules.get(&finding.rule);
        let is_seen = rule.is_some_and(|rule| !rule.roles.is_disjoint(&roles));
        is_seen && finding.verdict == Verdict::Fail && !finding.is_accepted
    };
    let mut items = evaluation
        .findings
        .iter()
        .filter(is_work)
        .map(|finding| item(finding, &evaluation.rules[&finding.rule], &config.root))
        .collect::<Vec<_>>();
    items.sort_by(|a, b| (a.severity, &a.id).cmp(&(b.severity, &b.id)));
    let n_left_out = items.len().saturating_sub(MAX_ITEMS);
    items.truncate(MAX_ITEMS);
    let (portfolio, as_of) = (config.name.clone(), run.as_of.to_string());
    Ok(Work { portfolio, as_of, tool: TOOL, n_left_out, items })
}

fn item(finding: &Finding, rule: &RuleInfo, root: &EntityKey) -> Item {
    let subject = finding.subject.for_renderer().clone();
    Item {
        id: id(&[root.portfolio(), finding.rule.as_str(), finding.entity.short(), &subject]),
        title: finding.title.clone(),
        severity: finding.severity,
        entity: finding.entity.short().to_owned(),
        subject,
        detail: finding.detail.as_ref().map(|detail| detail.for_renderer().clone()),
        remedy: rule.remedy.clone(),
        effort_hours: finding.effort_hours,
        value_at_stake: finding.value_at_stake,
        rule: finding.rule.to_string(),
        references: rule.references.clone(),
        evidence: finding.evidence.iter().map(ToString::to_string).collect(),
    }
}

/// The first digits of a hash over what makes the finding the same one.
fn id(parts: &[&str]) -> String {
    Sha256Hex::of(parts.join("\n").as_bytes()).as_str()[..ID_DIGITS].to_owned()
}

fn markdown(work: &Work) -> String {
    let mut text = format!("# Actions of {}, {}\n", plain(&work.portfolio), work.as_of);
    for item in &work.items {
        let Item { severity, title, subject, entity, remedy, id, .. } = item;
        _ = write!(text, "\n- [ ] **{severity}** {title}: {} ({entity})", code(subject));
        if let Some(detail) = &item.detail {
            _ = write!(text, ", {}", code(detail));
        }
        _ = write!(text, "  \n  {remedy}");
        if let Some(hours) = item.effort_hours {
            _ = write!(text, " About {} h.", hours.normalized());
        }
        let evidence = item.evidence.iter().map(|place| code(place)).collect::<Vec<_>>();
        if !evidence.is_empty() {
            _ = write!(text, "  \n  Seen at {}.", evidence.join(", "));
        }
        _ = write!(text, "  \n  Id {}.\n", code(id));
    }
    if work.items.is_empty() {
        text.push_str("\nNothing is to be done.\n");
    }
    if work.n_left_out > 0 {
        _ = write!(text, "\n{} milder ones are left out.\n", work.n_left_out);
    }
    text
}

/// Outside text in one line as code, in which nothing is markup.
fn code(text: &str) -> String {
    let line = plain(text).replace('`', "'");
    format!("`{}`", line.trim())
}

fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(400).collect()
}

fn post(run: &Run, body: &str) -> Result<(), Problem> {
    let Some(url) = &run.config.actions.webhook else {
        let help = "add `webhook = \"https://...\"` to [actions]";
        return Err(Problem::usage("no-webhook", "no webhook is configured", help));
    };
    let Some(secret) = run.settings.webhook_secret() else {
        let help = "set ACTIONS_WEBHOOK_SECRET, in the environment or an env file; the board checks with it";
        return Err(Problem::usage(
            "no-webhook-secret",
            "the webhook has no secret to sign with",
            help,
        ));
    };
    let https = Https::new(TIMEOUT).map_err(|error| mail::aws_problem(&error))?;
    let webhook = Webhook::new(https, url, secret, BACKOFF);
    webhook.post(body.as_bytes(), run.instant).map_err(|error| {
        let help = match &error {
            WebhookError::TooLong(_) => "name fewer roles in [actions]",
            WebhookError::Refused(_) => {
                "check the address and the secret with whoever runs the board"
            }
            WebhookError::Unreachable(_) => "try again; the same post twice is one, by its key",
        };
        Problem::new(Exit::Incomplete, "webhook", error.to_string(), Some(help.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn outside_text_is_no_markup() {
        assert_eq!(code("a`b\n# c\u{1b}[31m"), "`a'b # c [31m`");
    }
}
