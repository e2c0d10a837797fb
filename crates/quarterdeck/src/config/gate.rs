//! `[[gate]]`: what a source has to be before reports that rest on it go out, and what happens if not.

use qd_model::{ReportId, SourceId};

use super::Reader;
use super::section::Section;

/// What a source has to be.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    pub(crate) source: SourceId,
    /// The most days from its last row to the day that the report looks from.
    pub(crate) max_age_days: Option<u32>,
    /// Claims that it has to be there and to have lost nothing.
    pub(crate) needs_whole: bool,
    pub(crate) policy: GatePolicy,
    /// The reports that it is for; every one that sees the source where there is none.
    pub(crate) reports: Vec<ReportId>,
}

/// What happens to a report whose source is not ready.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum GatePolicy {
    /// It waits until the source is ready, or a person approves it.
    Hold,
    /// It goes out and says so.
    Warn,
    /// It goes out without these sections, and says so.
    Drop(Vec<String>),
}

impl Reader<'_> {
    pub(super) fn gates(&mut self) -> Vec<Gate> {
        let mut gates = Vec::new();
        for mut section in self.tables("gate") {
            let source = section.required_text("source").and_then(|id| {
                let source = SourceId::new(id);
                let help = "use the `id` of a [[source]]";
                source
                    .map_err(|error| {
                        section.wrong("source", "wrong-id", format!("a source: {error}"), help)
                    })
                    .ok()
            });
            let max_age_days = super::organisation::days(&mut section, "max_age_days");
            let needs_whole = section.boolean("whole").unwrap_or(false);
            if max_age_days.is_none() && !needs_whole && !section.has("max_age_days") {
                let help = "add `max_age_days = 35`, or `whole = true`";
                section.wrong("source", "missing-key", "[[gate]] asks for nothing", help);
            }
            let policy = policy(&mut section);
            let names = section.texts("reports");
            let mut reports = Vec::new();
            for name in names {
                match ReportId::new(&name) {
                    Ok(report) => reports.push(report),
                    Err(error) => section.wrong(
                        "reports",
                        "wrong-id",
                        format!("a report: {error}"),
                        "use a report's id; `quarterdeck catalog list` names them",
                    ),
                }
            }
            if let (Some(source), Some(policy)) = (source, policy) {
                if !self.has_source(&source) {
                    let message = format!("there is no source `{source}`");
                    section.wrong(
                        "source",
                        "unknown-source",
                        message,
                        "use the `id` of a [[source]]",
                    );
                }
                gates.push(Gate { source, max_age_days, needs_whole, policy, reports });
            }
            self.mistakes.extend(section.finish(&[]));
        }
        gates
    }

    fn has_source(&self, source: &SourceId) -> bool {
        let sources = self.document.get("source").and_then(|value| value.get_ref().as_array());
        let ids = sources.into_iter().flatten().filter_map(|item| {
            item.get_ref().as_table()?.get("id")?.get_ref().as_str().map(str::to_owned)
        });
        ids.into_iter().any(|id| id == source.as_str())
    }
}

fn policy(section: &mut Section<'_>) -> Option<GatePolicy> {
    let sections = section.texts("sections");
    let word = section.required_text("policy")?;
    match word.as_str() {
        "hold" | "warn" if section.has("sections") => {
            let help = "write `policy = \"drop\"`, or take `sections` out";
            section.wrong(
                "sections",
                "wrong-value",
                "`sections` are for the policy \"drop\"",
                help,
            );
            None
        }
        "hold" => Some(GatePolicy::Hold),
        "warn" => Some(GatePolicy::Warn),
        "drop" if sections.is_empty() => {
            let help = "name headings of the report: `sections = [\"Cash\"]`";
            section.wrong("policy", "missing-key", "the policy \"drop\" has no `sections`", help);
            None
        }
        "drop" => Some(GatePolicy::Drop(sections)),
        other => {
            let message = format!("`policy` takes \"hold\", \"warn\" or \"drop\", found: {other}");
            section.wrong(
                "policy",
                "wrong-value",
                message,
                "hold waits, warn says so, drop leaves sections out",
            );
            None
        }
    }
}
