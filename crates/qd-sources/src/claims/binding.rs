//! One binding of a sentence: read from `claims.toml`, or from a note's front matter, and checked.
//! Every fault names its line.

use std::collections::BTreeSet;
use std::ops::Range;

use qd_model::{Decimal, EntityKey, Evidence, Level, MetricId, Period, RuleId, kebab};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::FILE;
use super::matching::Pattern;
use crate::files;
use crate::handoff::front_matter::FrontMatter;
use crate::problems::{Problems, nearest, quoted};

const KEYS: [&str; 10] =
    ["id", "entity", "file", "match", "metric", "rule", "period", "tolerance", "unit", "note"];
/// How many claims one file may bind; each costs a search through its note.
const MAX_CLAIMS: usize = 1000;
const HELP: &str = "see the claims of examples/portfolio/claims.toml";

/// A sentence and what it is checked against.
#[derive(Debug)]
pub(super) struct Binding {
    pub(super) id: String,
    pub(super) entity: EntityKey,
    /// The note, relative to the portfolio's folder.
    pub(super) file: String,
    pub(super) pattern: Pattern,
    pub(super) metric: Option<String>,
    pub(super) rule: Option<String>,
    pub(super) period: Option<String>,
    pub(super) tolerance: Option<Decimal>,
    pub(super) note: Option<String>,
    /// Where it is declared.
    pub(super) place: Evidence,
    /// Where its note is named.
    pub(super) file_place: Evidence,
}

/// A key's value as text, and its place.
struct Field {
    key: String,
    value: String,
    place: Evidence,
}

/// Reads the bindings of `claims.toml`, in its order.
pub(super) fn of_file(
    text: &str,
    root: &EntityKey,
    entities: &[EntityKey],
    problems: &mut Problems<'_>,
) -> Vec<Binding> {
    let breaks = text.match_indices('\n').map(|(at, _)| at).collect::<Vec<_>>();
    let at = |span: Range<usize>| {
        let n_breaks = breaks.partition_point(|at| *at < span.start);
        Evidence::line(FILE, u32::try_from(n_breaks).unwrap_or(u32::MAX - 1) + 1)
    };
    let mut report = |place: Evidence, message: String| {
        problems.report(Level::Error, "wrong-claim", place, message, HELP);
    };
    let table = match DeTable::parse(text) {
        Ok(table) => table,
        Err(error) => {
            let place = at(error.span().unwrap_or_default());
            report(place, format!("the file is no TOML: {}", error.message()));
            return Vec::new();
        }
    };
    let mut bindings = Vec::new();
    let mut ids = BTreeSet::new();
    for (key, value) in table.get_ref() {
        let claims = value.get_ref().as_array().filter(|_| key.get_ref() == "claim");
        let Some(claims) = claims else {
            let message = format!("only [[claim]] is read here, found: {}", quoted(key.get_ref()));
            report(at(key.span()), message);
            continue;
        };
        for (index, claim) in claims.iter().enumerate() {
            let place = at(claim.span());
            if index >= MAX_CLAIMS {
                report(place, format!("only so many claims are read: {MAX_CLAIMS}"));
                break;
            }
            let fields = match fields(claim, &at) {
                Ok(fields) => fields,
                Err((place, message)) => {
                    report(place, message);
                    continue;
                }
            };
            match binding(&fields, place, None, root, entities) {
                Ok(binding) if ids.insert(binding.id.clone()) => bindings.push(binding),
                Ok(binding) => {
                    report(binding.place, format!("two claims have the id: {}", binding.id));
                }
                Err((place, message)) => report(place, message),
            }
        }
    }
    bindings
}

/// Reads the bindings of a note's own front matter.
pub(super) fn of_front_matter(
    file: &str,
    front: &FrontMatter,
    entity: &EntityKey,
    problems: &mut Problems<'_>,
) -> Vec<Binding> {
    let mut bindings = Vec::new();
    for claim in &front.claims {
        let at = |line: u32| Evidence::line(file, line);
        let place = at(claim.first().map_or(1, |entry| entry.line));
        let fields = claim.iter().map(|entry| Field {
            key: entry.key.clone(),
            value: entry.value.clone(),
            place: at(entry.line),
        });
        let fields = fields.collect::<Vec<_>>();
        match binding(&fields, place, Some((file, entity)), entity, std::slice::from_ref(entity)) {
            Ok(binding) => bindings.push(binding),
            Err((place, message)) => {
                problems.report(Level::Error, "wrong-claim", place, message, HELP);
            }
        }
    }
    bindings
}

fn fields(
    claim: &Spanned<DeValue<'_>>,
    at: &impl Fn(Range<usize>) -> Evidence,
) -> Result<Vec<Field>, (Evidence, String)> {
    let table = claim.get_ref().as_table();
    let table = table.ok_or_else(|| (at(claim.span()), "a claim is a table".to_owned()))?;
    let field = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &std::borrow::Cow<'_, str> = key.get_ref();
        let place = at(value.span());
        let text = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            // `period = 2026-09-30` without quotes is what people write.
            DeValue::Datetime(date) => date.to_string(),
            _ => return Err((place, format!("`{key}` takes text or a number"))),
        };
        Ok(Field { key: key.to_string(), value: text, place })
    };
    table.iter().map(field).collect()
}

/// Checks the fields of one claim; `note` is the file and entity that they need not name.
fn binding(
    fields: &[Field],
    place: Evidence,
    note: Option<(&str, &EntityKey)>,
    root: &EntityKey,
    entities: &[EntityKey],
) -> Result<Binding, (Evidence, String)> {
    if let Some(field) = fields.iter().find(|field| !KEYS.contains(&field.key.as_str())) {
        let near = nearest(&field.key, KEYS).map(|near| format!(", nearest is `{near}`"));
        let message =
            format!("a claim has no key{}: {}", near.unwrap_or_default(), quoted(&field.key));
        return Err((field.place.clone(), message));
    }
    let find = |key: &str| fields.iter().find(|field| field.key == key && !field.value.is_empty());
    let need = |key: &str| {
        find(key).ok_or_else(|| (place.clone(), format!("the claim needs its `{key}`")))
    };
    let wrong = |field: &Field, what: &str| {
        let message = format!("`{}` {what}: {}", field.key, quoted(&field.value));
        Err((field.place.clone(), message))
    };
    let id = need("id")?;
    if kebab(&id.value) != id.value || id.value.len() > 80 {
        return wrong(id, "is not in kebab case");
    }
    let (file, file_place) = match (find("file"), note) {
        (Some(field), Some((file, _))) if field.value != file => {
            return wrong(field, "is another note than this one");
        }
        (Some(field), _) if !files::stays_inside(&field.value) => {
            return wrong(field, "leaves the portfolio's folder");
        }
        (Some(field), _) => (field.value.clone(), field.place.clone()),
        (None, Some((file, _))) => (file.to_owned(), place.clone()),
        (None, None) => return Err((place.clone(), "the claim needs its `file`".into())),
    };
    let entity = match (find("entity"), note) {
        (Some(field), _) => match root.member(&field.value) {
            Ok(key) if entities.contains(&key) => key,
            _ => return wrong(field, "names no entity that this file may speak of"),
        },
        (None, Some((_, entity))) => entity.clone(),
        (None, None) => return Err((place.clone(), "the claim needs its `entity`".into())),
    };
    let sentence = need("match")?;
    let pattern = match Pattern::parse(&sentence.value) {
        Ok(pattern) => pattern,
        Err(message) => return Err((sentence.place.clone(), message.into())),
    };
    let (metric, rule) = (find("metric"), find("rule"));
    match (metric, rule) {
        (Some(field), None) if MetricId::new(&*field.value).is_err() => {
            return wrong(field, "is no metric's id");
        }
        (None, Some(field)) if RuleId::new(&*field.value).is_err() => {
            return wrong(field, "is no rule's id");
        }
        (Some(_), None) | (None, Some(_)) => {}
        _ => return Err((place.clone(), "the claim needs `metric` or `rule`, one of them".into())),
    }
    let period = find("period");
    if let Some(field) = period.filter(|field| Period::parse(&field.value).is_err()) {
        return wrong(field, "is no period such as 2026-09 or FY2026-Q3");
    }
    let tolerance = match find("tolerance") {
        None => None,
        Some(field) => match field.value.parse::<Decimal>() {
            Ok(number) if !number.is_negative() => Some(number),
            _ => return wrong(field, "is no number from 0 up"),
        },
    };
    let text = |field: Option<&Field>| field.map(|field| field.value.clone());
    Ok(Binding {
        id: id.value.clone(),
        entity,
        file,
        pattern,
        metric: text(metric),
        rule: text(rule),
        period: text(period),
        tolerance,
        note: text(find("note")),
        place,
        file_place,
    })
}
