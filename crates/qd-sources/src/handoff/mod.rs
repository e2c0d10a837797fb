//! Handoff notes: Markdown with front matter to `handoff`, `handoff_item` and `handoff_cell`.
//!
//! Prose stays prose. What is read: the front matter's own keys, list items under headings that say
//! what they are, check boxes anywhere, and the cells of tables, each with its line. Text is kept as
//! written, inline markup taken off and credentials masked. A note bound to claims by its front
//! matter gives `claim_statement` rows too.
//! Attributes of items: `attributes.rs`. Markdown: `outline.rs`. Claims: [`crate::claims`].

mod attributes;
pub(crate) mod front_matter;
mod outline;

use chrono::NaiveDate;
use qd_facts::{CollectContext, Collected, Facts, Row, Setting, SettingError, Source, SourceSpec};
use qd_model::{Evidence, Level};

use crate::files::{self, FoundFile};
use crate::problems::{Problems, quoted};
use crate::{assignments, claims};
use front_matter::FrontMatter;
use outline::{Item, ItemKind};

/// The largest note.
pub(crate) const MAX_NOTE_BYTES: usize = 4 << 20;
/// Keys of front matter that are read, or that other tools read.
const KNOWN_KEYS: [&str; 13] = [
    "project",
    "entity",
    "status",
    "updated",
    "date",
    "owner",
    "title",
    "claims",
    "tags",
    "decision-makers",
    "consulted",
    "informed",
    "deciders",
];

/// The reader of `kind = "handoff"`.
pub struct Handoff;

impl Source for Handoff {
    fn kind(&self) -> &'static str {
        "handoff"
    }

    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        match spec.settings.keys().next() {
            None => Ok(()),
            Some(key) => Err(SettingError {
                key: key.clone(),
                message: format!("there is no setting of handoff: {key}"),
                help: Some("remove it".into()),
            }),
        }
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        let (mut found, diagnostics) = files::find(spec, context);
        problems.extend(diagnostics);
        if found.len() > 1 {
            found.retain(|file| {
                let name = file.relative.to_lowercase();
                name.ends_with(".md") || name.ends_with(".markdown")
            });
        }
        for file in &found {
            match files::read_text(file, spec) {
                Ok((text, warnings)) => {
                    problems.extend(warnings);
                    is_missing &= !read(file, &text, spec, context, &mut facts, &mut problems);
                }
                Err(diagnostic) => problems.extend([diagnostic]),
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

/// Reads one note; says whether it was read.
fn read(
    file: &FoundFile,
    text: &str,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) -> bool {
    if text.len() > MAX_NOTE_BYTES {
        let message = format!("the note is larger than the limit of {} MiB", MAX_NOTE_BYTES >> 20);
        let place = Evidence::place(&file.relative);
        problems.report(Level::Error, "file-too-large", place, message, "split the note");
        return false;
    }
    let front = FrontMatter::parse(text);
    // Lines of front matter become blank, so that the lines below keep their numbers.
    let end = text.split_inclusive('\n').take(front.n_lines).map(str::len).sum::<usize>();
    let body = format!("{}{}", "\n".repeat(front.n_lines), &text[end..]);
    // Registers what stands in paragraphs too, which become no fact.
    assignments::register_in(text, context.secrets);
    let outline = outline::outline(&body);
    let masked = |text: &str| assignments::register_in(text, context.secrets).into_owned();
    note(file, &front, outline.title.as_deref().map(masked), spec, facts, problems);
    for item in &outline.items {
        write_item(file, item, spec, context, facts, problems);
    }
    let mut label = (0, "");
    for cell in &outline.cells {
        if cell.row != label.0 {
            label = (cell.row, cell.value.as_str());
        }
        // A table assigns by its column's heading, or by the first cell of a row.
        let names = [cell.column.as_str(), label.1];
        let is_secret = names.into_iter().any(|name| {
            assignments::is_telling(name) && context.secrets.register_assignment(name, &cell.value)
        });
        let value = if is_secret { context.secrets.mask(&cell.value) } else { masked(&cell.value) };
        let row = Row::of("handoff_cell")
            .set("section", cell.section.as_deref().map(masked))
            .set("row_number", cell.row)
            .set("column_name", masked(&cell.column))
            .set("value", value);
        problems.push(facts, &spec.entity, &Evidence::line(&file.relative, cell.line), &row);
    }
    if outline.is_cut {
        let message = "the note has more items or cells than are read: 20000 of each";
        let place = Evidence::place(&file.relative);
        problems.report(Level::Error, "note-too-large", place, message, "split the note");
    }
    claims::of_note(file, &front, text, spec, context, facts, problems);
    true
}

/// Writes the `handoff` row.
fn note(
    file: &FoundFile,
    front: &FrontMatter,
    title: Option<String>,
    spec: &SourceSpec,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let at = |line: u32| Evidence::line(&file.relative, line);
    for (line, message) in &front.problems {
        let help = "write one `key: value` a line between two lines of `---`";
        problems.report(Level::Warning, "front-matter", at(*line), message, help);
    }
    for entry in &front.entries {
        if !KNOWN_KEYS.contains(&entry.key.as_str()) {
            let message = format!("the front matter's key is not read: {}", quoted(&entry.key));
            let help = "known are project, entity, status, updated, owner and title";
            problems.report(Level::Note, "unread-key", at(entry.line), message, help);
        }
    }
    if let Some(entry) = front.get("entity").filter(|entry| entry.value != spec.entity.short()) {
        let short = spec.entity.short();
        let message = format!(
            "the note counts as `{short}`, its front matter says: {}",
            quoted(&entry.value)
        );
        let help = "correct `entity` here or in quarterdeck.toml";
        problems.report(Level::Warning, "other-entity", at(entry.line), message, help);
    }
    let updated = front.get("updated").or_else(|| front.get("date"));
    let day = updated.and_then(|entry| NaiveDate::parse_from_str(&entry.value, "%Y-%m-%d").ok());
    if let Some(entry) = updated.filter(|entry| day.is_none() && !entry.value.is_empty()) {
        let message = format!("`{}` is no date: {}", entry.key, quoted(&entry.value));
        problems.report(
            Level::Warning,
            "unreadable-date",
            at(entry.line),
            message,
            "write 2026-09-30",
        );
    }
    let value = |key: &str| {
        let entry = front.get(key).filter(|entry| !entry.value.is_empty());
        entry.map(|entry| entry.value.as_str())
    };
    let row = Row::of("handoff")
        .set("path", file.relative.as_str())
        .set("title", value("title").map(str::to_owned).or(title))
        .set("project", value("project"))
        .set("status", value("status"))
        .set("updated", day)
        .set("owner", value("owner"));
    problems.push(facts, &spec.entity, &at(1), &row);
}

/// Writes a `handoff_item` row.
fn write_item(
    file: &FoundFile,
    item: &Item,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let place = Evidence::line(&file.relative, item.line);
    let parted = attributes::part(&item.text, item.kind == ItemKind::Task);
    for (code, message) in &parted.problems {
        let help = "write (owner, h: 2..5, due: 2026-10-10, gain: 2400); the item was kept";
        problems.report(Level::Warning, code, place.clone(), message, help);
    }
    let text = match item.details.as_str() {
        "" => parted.text,
        details => format!("{}; {details}", parted.text),
    };
    let masked = |text: &str| assignments::register_in(text, context.secrets).into_owned();
    // What a report would quote stays as written: the guard knows the value, so the delivery is blocked
    // and somebody mends the note. Masked here, the note would leak on.
    assignments::register_in(&text, context.secrets);
    let row = Row::of("handoff_item")
        .set("kind", item.kind.as_str())
        .set("text", text)
        .set("done", item.done)
        .set("section", item.section.as_deref().map(masked))
        .set("commodity", context.currency.as_str());
    let row = parted.cells.into_iter().fold(row, |row, (column, cell)| row.set(column, cell));
    problems.push(facts, &spec.entity, &place, &row);
}

#[cfg(test)]
mod tests;
