//! `facts.toml`: what the operator says is true of a business; its sites are checked against it.
//!
//! A fact that is absent makes the checks that need it tell nothing, never a fault.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use qd_facts::{Facts as Rows, Row, SourceSpec};
use qd_model::{Evidence, Level};
use toml::Value;

use crate::files::FoundFile;
use crate::problems::{Problems, nearest, quoted};

/// The largest file of facts.
pub(super) const MAX_BYTES: u64 = 1 << 20;
const KEYS: [&str; 16] = [
    "legal_name",
    "public_name",
    "phone_e164",
    "other_phones",
    "address",
    "service_area",
    "hours",
    "geo",
    "url",
    "same_as",
    "primary_type",
    "pages",
    "storefront",
    "booking_url",
    "gbp_claimed",
    "other_names",
];
pub(super) const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// A day of the week from Monday, and `hh:mm` from and to; a close before the open is overnight.
pub(super) type Opening = (usize, String, String);

/// The facts of one business, as far as they are declared.
#[derive(Debug, Default)]
pub(super) struct BusinessFacts {
    pub(super) names: Vec<String>,
    pub(super) phone: Option<String>,
    pub(super) other_phones: Vec<String>,
    pub(super) street: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country: Option<String>,
    pub(super) service_area: Vec<String>,
    pub(super) hours: Option<BTreeSet<Opening>>,
    pub(super) geo: Option<(f64, f64)>,
    pub(super) url: Option<String>,
    pub(super) primary_type: Option<String>,
    pub(super) service: Option<GlobSet>,
    pub(super) area: Option<GlobSet>,
    pub(super) contact: Option<String>,
    pub(super) storefront: Option<bool>,
    pub(super) booking_url: Option<String>,
}

impl BusinessFacts {
    pub(super) fn is_service(&self, path: &str) -> bool {
        self.service.as_ref().is_some_and(|set| set.is_match(path))
    }

    pub(super) fn is_area(&self, path: &str) -> bool {
        self.area.as_ref().is_some_and(|set| set.is_match(path))
    }
}

/// Reads the facts of a source's entity, and adds them to the rows.
pub(super) fn read(
    file: &FoundFile,
    text: &str,
    spec: &SourceSpec,
    rows: &mut Rows,
    problems: &mut Problems<'_>,
) -> Option<BusinessFacts> {
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let before = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count();
            let place = Evidence::line(&file.relative, before as u32 + 1);
            let message = format!("the file is no TOML: {}", error.message());
            problems.skip("broken-facts", place, message, "correct the line");
            return None;
        }
    };
    let entity = spec.entity.short();
    let Some(Value::Table(own)) = table.get(entity) else {
        let near = nearest(entity, table.keys().map(String::as_str));
        let near = near.map(|near| format!(", nearest is `{near}`")).unwrap_or_default();
        let message = format!("the file has no table of this entity{near}, expected: [{entity}]");
        let help = "add the table, or leave `facts` out: checks that need facts then tell nothing";
        let place = Evidence::place(&file.relative);
        problems.report(Level::Warning, "facts-of-nobody", place, message, help);
        return None;
    };
    let mut reader = Reader { file, text, entity, problems };
    let facts = reader.facts(own);
    for (name, value) in own {
        let place = reader.place(name);
        for (name, value) in flat(name, value) {
            let row = Row::of("business_fact").set("name", name).set("value", value);
            reader.problems.push(rows, &spec.entity, &place, &row);
        }
    }
    Some(facts)
}

/// A value's leaves by dotted name; a list of texts stays one.
fn flat(name: &str, value: &Value) -> Vec<(String, String)> {
    match value {
        Value::Table(table) => {
            table.iter().flat_map(|(key, value)| flat(&format!("{name}.{key}"), value)).collect()
        }
        Value::Array(items) if items.iter().any(Value::is_table) => (1..)
            .zip(items)
            .flat_map(|(place, item)| flat(&format!("{name}.{place}"), item))
            .collect(),
        Value::Array(items) => {
            let items = items.iter().map(shown).collect::<Vec<_>>();
            vec![(name.to_owned(), items.join(", "))]
        }
        other => vec![(name.to_owned(), shown(other))],
    }
}

/// A value as a row and a message show it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Boolean(is_so) => is_so.to_string(),
        Value::Datetime(time) => time.to_string(),
        Value::Array(_) => "a list".into(),
        Value::Table(_) => "a table".into(),
    }
}

struct Reader<'r, 'p> {
    file: &'r FoundFile,
    text: &'r str,
    entity: &'r str,
    problems: &'r mut Problems<'p>,
}

impl Reader<'_, '_> {
    fn facts(&mut self, own: &toml::Table) -> BusinessFacts {
        for key in own.keys().filter(|key| !KEYS.contains(&key.as_str())) {
            let near = nearest(key, KEYS).map(|near| format!(", nearest is `{near}`"));
            let message = format!("no such fact{}: {}", near.unwrap_or_default(), quoted(key));
            let help = "rename it; what no check reads is kept as a row only";
            self.problems.report(Level::Warning, "unknown-fact", self.place(key), message, help);
        }
        let (none, pages) = (toml::Table::new(), own.get("pages").and_then(Value::as_table));
        let (pages, address) =
            (pages.unwrap_or(&none), own.get("address").and_then(Value::as_table));
        let address = address.unwrap_or(&none);
        let mut names = Vec::new();
        names.extend(self.word(own, "public_name"));
        names.extend(self.word(own, "legal_name"));
        names.extend(self.list(own, "other_names").unwrap_or_default());
        let phone = self.word(own, "phone_e164").filter(|phone| {
            let is_whole = phone.starts_with('+')
                && (8..=16).contains(&phone.len())
                && phone[1..].bytes().all(|byte| byte.is_ascii_digit());
            if !is_whole {
                self.wrong("phone_e164", "takes a number such as +16195550118", phone);
            }
            is_whole
        });
        BusinessFacts {
            names,
            phone,
            other_phones: self.list(own, "other_phones").unwrap_or_default(),
            street: self.word(address, "street"),
            postal_code: self.word(address, "postal_code"),
            country: self.word(address, "country"),
            service_area: self.list(own, "service_area").unwrap_or_default(),
            hours: self.hours(own),
            geo: self.geo(own),
            url: self.word(own, "url"),
            primary_type: self.word(own, "primary_type"),
            service: self.globs(pages, "service"),
            area: self.globs(pages, "area"),
            contact: self.word(pages, "contact"),
            storefront: self.claim(own, "storefront"),
            booking_url: self.word(own, "booking_url"),
        }
    }

    /// The line of a key of this entity's table.
    fn place(&self, key: &str) -> Evidence {
        let mut is_ours = false;
        for (number, line) in (1u32..).zip(self.text.lines()) {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
                let name = name.trim().trim_matches('"');
                is_ours = name == self.entity || name == format!("{}.{key}", self.entity);
                if is_ours && name != self.entity {
                    return Evidence::line(&self.file.relative, number);
                }
            } else if is_ours
                && line
                    .strip_prefix(key)
                    .is_some_and(|rest| rest.trim_start().starts_with(['=', '.']))
            {
                return Evidence::line(&self.file.relative, number);
            }
        }
        Evidence::place(&self.file.relative)
    }

    fn wrong(&mut self, key: &str, expected: &str, found: &str) {
        let message = format!("`{key}` {expected}, found: {}", quoted(found));
        let help = "correct the fact; checks that need it tell nothing until then";
        self.problems.skip("wrong-fact", self.place(key), message, help);
    }

    fn word(&mut self, table: &toml::Table, key: &str) -> Option<String> {
        match table.get(key)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            other => {
                self.wrong(key, "takes a text", &shown(other));
                None
            }
        }
    }

    fn claim(&mut self, table: &toml::Table, key: &str) -> Option<bool> {
        match table.get(key)? {
            Value::Boolean(is_so) => Some(*is_so),
            other => {
                self.wrong(key, "takes true or false", &shown(other));
                None
            }
        }
    }

    /// A list of texts; one text is a list of one.
    fn list(&mut self, table: &toml::Table, key: &str) -> Option<Vec<String>> {
        match table.get(key)? {
            Value::String(text) => Some(vec![text.clone()]),
            Value::Array(items) if items.iter().all(Value::is_str) => {
                Some(items.iter().map(shown).collect())
            }
            other => {
                self.wrong(key, "takes a list of texts", &shown(other));
                None
            }
        }
    }

    fn globs(&mut self, table: &toml::Table, key: &str) -> Option<GlobSet> {
        let patterns = self.list(table, key)?;
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            match GlobBuilder::new(pattern.trim_start_matches('/')).literal_separator(true).build()
            {
                Ok(glob) => drop(set.add(glob)),
                Err(_) => self.wrong("pages", "takes paths such as areas/*.html", &pattern),
            }
        }
        set.build().ok()
    }

    fn geo(&mut self, own: &toml::Table) -> Option<(f64, f64)> {
        let geo = own.get("geo")?;
        let number = |key: &str| {
            let value = geo.get(key)?;
            value.as_float().or(value.as_integer().map(|whole| whole as f64))
        };
        let found = number("latitude").zip(number("longitude"));
        let found = found.filter(|(north, east)| north.abs() <= 90.0 && east.abs() <= 180.0);
        if found.is_none() {
            self.wrong("geo", "takes { latitude = 32.71571, longitude = -117.16472 }", &shown(geo));
        }
        found
    }

    fn hours(&mut self, own: &toml::Table) -> Option<BTreeSet<Opening>> {
        let hours = own.get("hours")?;
        let read = |entry: &Value| {
            let days = entry.get("days")?.as_array()?;
            let day = |day: &Value| DAYS.iter().position(|known| Some(*known) == day.as_str());
            let days = days.iter().map(day).collect::<Option<Vec<_>>>()?;
            let time = |key: &str| Some(entry.get(key)?.as_str()?.to_owned());
            let (opens, closes) = (time("opens")?, time("closes")?);
            let is_time = is_time(&opens) && is_time(&closes);
            is_time.then(|| {
                let openings = days.into_iter().map(|day| (day, opens.clone(), closes.clone()));
                openings.collect::<Vec<_>>()
            })
        };
        let entries = hours.as_array().map(|entries| entries.iter().map(read));
        let read = entries.and_then(|entries| entries.collect::<Option<Vec<_>>>());
        if read.is_none() {
            let expected = "takes [{ days = [\"Mo\"], opens = \"09:00\", closes = \"17:00\" }]";
            self.wrong("hours", expected, &shown(hours));
        }
        read.map(|openings| openings.into_iter().flatten().collect())
    }
}

/// Claims that a text is `hh:mm`.
pub(super) fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else { return false };
    let number = |text: &str, limit: u32| {
        text.len() == 2 && text.parse::<u32>().is_ok_and(|number| number < limit)
    };
    number(hours, 24) && number(minutes, 60)
}
