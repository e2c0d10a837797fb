//! `quarterdeck.toml`: what a portfolio is, where its sources are, and who gets what.
//!
//! Everything is checked before anything runs, and all mistakes are reported at once, each with its
//! line. Numbers are read from their digits. Nothing here reads the environment.

mod actions;
mod gate;
mod organisation;
mod schedule;
mod section;
mod sources;
mod theme;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono_tz::Tz;
use qd_delivery::schedule::Schedule;
use qd_facts::{Chart, SourceSpec};
use qd_model::{
    Calendar, Commodity, Decimal, Entity, EntityKey, Evidence, OperatingModel, Role, RuleId, kebab,
};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(crate) use actions::Actions;
pub(crate) use gate::{Gate, GatePolicy};
use section::Section;
pub(crate) use section::{Mistake, nearest};
pub(crate) use theme::Theme;

/// The file's name in a portfolio's folder.
pub(crate) const FILE_NAME: &str = "quarterdeck.toml";

/// A portfolio as configured.
#[derive(Debug)]
pub(crate) struct Config {
    /// The folder that holds the file; every path is relative to it.
    pub(crate) folder: PathBuf,
    /// The root's key.
    pub(crate) root: EntityKey,
    /// The name for people.
    pub(crate) name: String,
    /// The currency of what rolls up.
    pub(crate) currency: Commodity,
    /// The zone whose days count.
    pub(crate) timezone: Tz,
    /// When the fiscal year starts.
    pub(crate) calendar: Calendar,
    /// The day fixed by the configuration.
    pub(crate) as_of: Option<NaiveDate>,
    /// Files such as `repos.env`.
    pub(crate) env_files: Vec<String>,
    /// Catalog folders between the built-in one and the portfolio's own.
    pub(crate) catalogs: Vec<String>,
    /// Every entity, the root first.
    pub(crate) entities: Vec<Entity>,
    /// The sources in order.
    pub(crate) sources: Vec<SourceSpec>,
    /// Who gets what.
    pub(crate) recipients: Vec<Recipient>,
    /// Whose hours are planned.
    pub(crate) people: Vec<Person>,
    /// Declared numbers.
    pub(crate) parameters: Vec<Parameter>,
    /// The chart of accounts.
    pub(crate) chart: Chart,
    /// Findings set aside.
    pub(crate) accepts: Vec<Accept>,
    /// How mail leaves.
    pub(crate) delivery: Delivery,
    /// When reports are due.
    pub(crate) schedules: Vec<Schedule>,
    /// What sources have to be before reports go out.
    pub(crate) gates: Vec<Gate>,
    /// Where findings go as work.
    pub(crate) actions: Actions,
    /// How pages look.
    pub(crate) theme: Theme,
}

/// Somebody who gets reports.
#[derive(Clone, Debug)]
pub(crate) struct Recipient {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) roles: Vec<Role>,
    /// The visible entities; every one and the root where the configuration says `*`.
    pub(crate) entities: BTreeSet<EntityKey>,
    pub(crate) is_whole: bool,
}

/// Somebody whose hours the agenda plans.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) hours_per_day: Decimal,
    pub(crate) hour_value: Decimal,
    pub(crate) place: Evidence,
}

/// A declared number.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) entity: EntityKey,
    pub(crate) name: String,
    pub(crate) value: Decimal,
    pub(crate) unit: Option<String>,
    pub(crate) is_assumed: bool,
    pub(crate) source: Option<String>,
    pub(crate) place: Evidence,
}

/// A finding that somebody set aside until a date.
#[derive(Clone, Debug)]
pub(crate) struct Accept {
    pub(crate) rule: RuleId,
    pub(crate) subject: String,
    pub(crate) by: String,
    pub(crate) until: NaiveDate,
    pub(crate) reason: String,
}

/// How mail leaves.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    pub(crate) transport: TransportKind,
    pub(crate) from: Option<String>,
    pub(crate) bcc: Vec<String>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint_url: Option<String>,
    pub(crate) configuration_set: Option<String>,
    /// The queue (SQS) that SES's events come by.
    pub(crate) events_queue: Option<String>,
    /// How long a run waits for events about mail in doubt before it sends, in minutes.
    pub(crate) events_wait_minutes: u32,
    /// The topics (SNS) whose posts are believed.
    pub(crate) sns_topics: Vec<String>,
    /// The SMTP server, and its submission port.
    pub(crate) smtp_host: Option<String>,
    pub(crate) smtp_port: u16,
    /// A file below the portfolio's folder with a certificate that is trusted beside the system's.
    pub(crate) smtp_certificate: Option<String>,
    /// Attaches the JSON of a report to its mail.
    pub(crate) attach_json: bool,
    /// Attaches the pages of a report to its mail.
    pub(crate) attach_pdf: bool,
    /// Resends what is in doubt instead of holding it.
    pub(crate) resends_doubtful: bool,
    /// The reports that a person approves before they leave; `*` for all.
    pub(crate) needs_approval: Vec<String>,
    /// From how many days after its plan on a report is too late to send.
    pub(crate) expires_after_days: Option<u32>,
    /// What a thousand recipients cost, in US dollars.
    pub(crate) price_per_thousand: Decimal,
    /// What a gigabyte (10^9 bytes) of files and pictures costs, in US dollars.
    pub(crate) price_per_gigabyte: Decimal,
}

/// The ways out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum TransportKind {
    /// A folder; nothing leaves the machine.
    Maildir,
    /// AWS SES v2.
    Ses,
    /// An SMTP server, under STARTTLS.
    Smtp,
}

/// Why a configuration cannot be used.
#[derive(Debug)]
pub(crate) enum ConfigError {
    /// The file cannot be read.
    Unreadable { path: PathBuf, why: std::io::Error },
    /// The file has mistakes.
    Mistakes { path: PathBuf, text: String, mistakes: Vec<Mistake> },
}

impl Config {
    /// Reads and checks the configuration of a folder.
    pub(crate) fn load(folder: &Path) -> Result<Self, ConfigError> {
        let path = folder.join(FILE_NAME);
        let text = std::fs::read_to_string(&path)
            .map_err(|why| ConfigError::Unreadable { path: path.clone(), why })?;
        parse(folder, &text).map_err(|mistakes| ConfigError::Mistakes { path, text, mistakes })
    }

    /// The entity of a key.
    pub(crate) fn entity(&self, key: &EntityKey) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.key == *key)
    }
}

/// Parses a configuration; every mistake at once.
pub(crate) fn parse(folder: &Path, text: &str) -> Result<Config, Vec<Mistake>> {
    let document = DeTable::parse(text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().to_owned();
        vec![Mistake { span, code: "toml-syntax", message, help: None }]
    })?;
    let document = document.into_inner();
    let mut reader = Reader { document: &document, text, mistakes: Vec::new() };
    let config = reader.config(folder);
    reader.unknown_tables();
    reader.mistakes.sort_by_key(|mistake| mistake.span.start);
    match config {
        Some(config) if reader.mistakes.is_empty() => Ok(config),
        _ => Err(reader.mistakes),
    }
}

const TABLES: [&str; 13] = [
    "portfolio",
    "entity",
    "source",
    "recipient",
    "person",
    "parameter",
    "account",
    "accept",
    "delivery",
    "schedule",
    "gate",
    "actions",
    "theme",
];
/// Tables that later capabilities read; their content is not checked yet.
const RESERVED_TABLES: [&str; 1] = ["budget"];

/// The document in reading.
struct Reader<'a> {
    document: &'a DeTable<'a>,
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    fn config(&mut self, folder: &Path) -> Option<Config> {
        let Some(mut section) = self.table("portfolio") else {
            let message = "the file has no `[portfolio]` table".to_owned();
            let help = Some("begin with `[portfolio]` and `name = \"...\"`".to_owned());
            self.mistakes.push(Mistake { span: 0..0, code: "missing-table", message, help });
            return None;
        };
        let name = section.required_text("name");
        let id = section.text("id").unwrap_or_else(|| kebab(name.as_deref().unwrap_or_default()));
        let root = match EntityKey::root(&id) {
            Ok(root) => Some(root),
            Err(_) if name.is_none() => None,
            Err(error) => {
                section.wrong(
                    "id",
                    "wrong-id",
                    format!("the portfolio's id: {error}"),
                    "add `id = \"...\"`",
                );
                None
            }
        };
        let currency = Commodity::new(section.text("currency").unwrap_or_else(|| "USD".into()));
        let timezone = timezone(&mut section);
        let fiscal_year_start = fiscal_year_start(&mut section);
        let as_of = section.date("as_of");
        let env_files = section.texts("env_files");
        let catalogs = section.texts("catalog");
        self.mistakes.extend(section.finish(&[]));
        let (root, name) = (root?, name?);
        let entities = self.entities(&root, &name, &currency);
        Some(Config {
            folder: folder.to_owned(),
            sources: self.sources(&root, &entities),
            recipients: self.recipients(&entities),
            people: self.people(),
            parameters: self.parameters(&entities),
            chart: self.chart(&entities),
            accepts: self.accepts(),
            delivery: self.delivery(),
            schedules: self.schedules(timezone.unwrap_or(Tz::UTC)),
            gates: self.gates(),
            actions: self.actions(),
            theme: self.theme(folder),
            root,
            name,
            currency,
            timezone: timezone.unwrap_or(Tz::UTC),
            calendar: Calendar { fiscal_year_start },
            as_of,
            env_files,
            catalogs,
            entities,
        })
    }

    /// A single table, `[name]`.
    fn table(&mut self, name: &'static str) -> Option<Section<'a>> {
        let value = self.document.get(name)?;
        match value.get_ref() {
            DeValue::Table(table) => {
                Some(Section::new(format!("[{name}]"), table, self.head(value)))
            }
            _ => {
                let message = format!("`{name}` takes a table, `[{name}]`");
                self.mistakes.push(Mistake {
                    span: value.span(),
                    code: "wrong-type",
                    message,
                    help: None,
                });
                None
            }
        }
    }

    /// A list of tables, `[[name]]`.
    fn tables(&mut self, name: &'static str) -> Vec<Section<'a>> {
        let Some(value) = self.document.get(name) else { return Vec::new() };
        let items = value.get_ref().as_array().map(|array| array.iter().collect::<Vec<_>>());
        let mut sections = Vec::new();
        for item in items.unwrap_or_else(|| vec![value]) {
            match item.get_ref() {
                DeValue::Table(table) if value.get_ref().is_array() => {
                    sections.push(Section::new(format!("[[{name}]]"), table, self.head(item)));
                }
                _ => {
                    let message = format!("`{name}` takes a list of tables, `[[{name}]]`");
                    let span = item.span();
                    self.mistakes.push(Mistake { span, code: "wrong-type", message, help: None });
                }
            }
        }
        sections
    }

    /// The first line of a table's span, so that a message points at its header.
    fn head(&self, value: &Spanned<DeValue<'_>>) -> Range<usize> {
        let span = value.span();
        let line = self.text.get(span.clone()).and_then(|text| text.lines().next());
        span.start..span.start + line.map_or(0, str::len)
    }

    /// The place of a span: evidence of what the configuration declares.
    fn place(&self, span: &Range<usize>) -> Evidence {
        Evidence::line(FILE_NAME, line_of(self.text, span.start))
    }

    fn unknown_tables(&mut self) {
        for key in self.document.keys() {
            let name = key.get_ref().as_ref();
            if TABLES.contains(&name) || RESERVED_TABLES.contains(&name) {
                continue;
            }
            let help = nearest(name, TABLES).map(|near| format!("did you mean `{near}`?"));
            let message = format!("unknown table `{name}`");
            self.mistakes.push(Mistake { span: key.span(), code: "unknown-key", message, help });
        }
    }

    /// Reads an entity's short id under a key; `None` is a mistake already kept.
    fn entity_of(
        section: &mut Section<'a>,
        key: &'static str,
        entities: &[Entity],
    ) -> Option<EntityKey> {
        let id = section.text(key)?;
        resolve(section, key, &id, entities)
    }
}

fn resolve(
    section: &mut Section<'_>,
    key: &str,
    id: &str,
    entities: &[Entity],
) -> Option<EntityKey> {
    let found = entities.iter().find(|entity| entity.key.short() == id);
    if found.is_none() {
        let ids = entities.iter().map(|entity| entity.key.short());
        let help = nearest(id, ids).map_or_else(
            || "name an `[[entity]]` by its id, or `portfolio`".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        section.wrong(key, "unknown-entity", format!("there is no entity `{id}`"), &help);
    }
    found.map(|entity| entity.key.clone())
}

fn timezone(section: &mut Section<'_>) -> Option<Tz> {
    timezone_or(section, "UTC")
}

/// The zone of a table, or the one that is named.
fn timezone_or(section: &mut Section<'_>, otherwise: &str) -> Option<Tz> {
    let name = section.text("timezone").unwrap_or_else(|| otherwise.into());
    let zone = name.parse().ok();
    if zone.is_none() {
        let near = nearest(&name, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()));
        let help = near
            .map_or("use an IANA name such as \"America/Los_Angeles\"".to_owned(), |near| {
                format!("did you mean `{near}`?")
            });
        section.wrong(
            "timezone",
            "unknown-timezone",
            format!("there is no time zone `{name}`"),
            &help,
        );
    }
    zone
}

fn fiscal_year_start(section: &mut Section<'_>) -> u32 {
    let Some(number) = section.number("fiscal_year_start") else { return 1 };
    let month = number.mantissa_at(0).ok().and_then(|month| u32::try_from(month).ok());
    match month {
        Some(month @ 1..=12) => month,
        _ => {
            let message = format!("`fiscal_year_start` is a month from 1 to 12, found: {number}");
            section.wrong("fiscal_year_start", "wrong-value", message, "write the month's number");
            1
        }
    }
}

/// The line, from 1, that a byte stands in.
pub(crate) fn line_of(text: &str, offset: usize) -> u32 {
    let before = text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n');
    before.count() as u32 + 1
}

fn role(section: &mut Section<'_>, key: &str, name: &str) -> Option<Role> {
    Role::new(name)
        .map_err(|error| {
            section.wrong(key, "wrong-id", format!("a role: {error}"), "use a word such as \"cfo\"")
        })
        .ok()
}

fn model(section: &mut Section<'_>, word: &str) -> OperatingModel {
    OperatingModel::parse(word).unwrap_or_else(|| {
        let words = OperatingModel::ALL.map(OperatingModel::as_str);
        let help = nearest(word, words).map_or_else(
            || format!("one of: {}", words.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        section.wrong(
            "model",
            "unknown-model",
            format!("there is no operating model `{word}`"),
            &help,
        );
        OperatingModel::Generic
    })
}

#[cfg(test)]
mod tests;
