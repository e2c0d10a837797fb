//! `[[source]]` tables: the keys of every source here, the others checked by the kind's reader.

use chrono::NaiveDate;
use qd_facts::SourceSpec;
use qd_model::{Entity, EntityKey, SourceId};

use super::section::{Mistake, Section};
use super::{Reader, nearest};

/// The keys that every kind of source takes.
const COMMON_KEYS: [&str; 6] = ["id", "kind", "entity", "path", "covers", "assumed"];

impl Reader<'_> {
    pub(super) fn sources(&mut self, root: &EntityKey, entities: &[Entity]) -> Vec<SourceSpec> {
        // A second, plain reading of the file: readers take their settings as a plain table.
        let plain: Vec<toml::Table> = self
            .text
            .parse::<toml::Table>()
            .ok()
            .and_then(|mut document| document.remove("source"))
            .and_then(|sources| sources.try_into().ok())
            .unwrap_or_default();
        let mut specs: Vec<SourceSpec> = Vec::new();
        for (mut section, mut settings) in self.tables("source").into_iter().zip(plain) {
            settings.retain(|key, _| !COMMON_KEYS.contains(&key));
            let id = section.required_text("id").and_then(|id| {
                let id = SourceId::new(id);
                id.map_err(|error| {
                    section.wrong("id", "wrong-id", format!("a source's id: {error}"), "rename it")
                })
                .ok()
            });
            let kind = section.required_text("kind").unwrap_or_default();
            let entity = if section.text("entity").is_some() {
                Self::entity_of(&mut section, "entity", entities).unwrap_or_else(|| root.clone())
            } else {
                root.clone()
            };
            let path = section.required_text("path").unwrap_or_default();
            if !path.is_empty() && !qd_sources::files::stays_inside(&path) {
                let message = format!("the path leaves the portfolio's folder: {path}");
                let help =
                    "move the file below the folder of quarterdeck.toml and name it from there";
                section.wrong("path", "path-outside-portfolio", message, help);
            }
            let covers = covers(&mut section);
            let is_assumed = section.boolean("assumed").unwrap_or(false);
            if let Some(id) = id {
                if specs.iter().any(|spec| spec.id == id) {
                    let message = format!("the source `{id}` is declared twice");
                    section.wrong(
                        "id",
                        "duplicate-source",
                        message,
                        "give each source an id of its own",
                    );
                }
                let spec = SourceSpec { id, kind, entity, path, covers, is_assumed, settings };
                self.check_kind(section, &spec);
                specs.push(spec);
            } else {
                self.mistakes.extend(section.finish(&[]));
            }
        }
        specs
    }

    fn check_kind(&mut self, mut section: Section<'_>, spec: &SourceSpec) {
        let Some(reader) = qd_sources::find(&spec.kind) else {
            let kinds = qd_sources::ALL.iter().map(|reader| reader.kind()).collect::<Vec<_>>();
            let help = nearest(&spec.kind, kinds.iter().copied()).map_or_else(
                || format!("kinds of source: {}", kinds.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            section.wrong(
                "kind",
                "unknown-kind",
                format!("there is no kind of source `{}`", spec.kind),
                &help,
            );
            // Its own keys cannot be told from mistakes.
            self.mistakes.extend(
                section.finish(&spec.settings.keys().map(String::as_str).collect::<Vec<_>>()),
            );
            return;
        };
        let keys = reader.settings().iter().map(|setting| setting.key).collect::<Vec<_>>();
        let wrong = reader.check(spec).err().map(|error| Mistake {
            span: section.span_of(&error.key),
            code: "wrong-setting",
            message: error.message,
            help: error.help,
        });
        let mistakes = section.finish(&keys);
        // An unknown key explains what the reader then misses; one message is enough.
        if mistakes.is_empty() {
            self.mistakes.extend(wrong);
        }
        self.mistakes.extend(mistakes);
    }
}

fn covers(section: &mut Section<'_>) -> Option<(NaiveDate, NaiveDate)> {
    let text = section.text("covers")?;
    let span = text
        .split_once("..")
        .and_then(|(start, end)| Some((start.parse().ok()?, end.parse().ok()?)));
    match span {
        Some((start, end)) if start < end => Some((start, end)),
        _ => {
            let message = format!("`covers` is a span [start, end), found: {text}");
            section.wrong("covers", "wrong-value", message, "write \"2025-04-01..2026-10-01\"");
            None
        }
    }
}
