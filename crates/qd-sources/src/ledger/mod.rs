//! Kind `ledger`: journals of beancount, hledger and ledger.
//!
//! [`load`] finds the files, [`plain`] and [`beancount`] read them into one [`journal`], [`book`]
//! fills in and balances, [`emit`] writes rows. What the tool of the journal would reject is left out
//! and said with its residue; what is not supported is said with what it changes. No code of a
//! journal (plugins, value expressions) is ever run, and nothing outside the folder is read.

mod arithmetic;
mod beancount;
mod book;
mod commodities;
mod date;
mod declarations;
mod dialect;
mod emit;
mod journal;
mod lines;
mod load;
mod names;
mod notices;
mod number;
mod parts;
mod plain;
mod rules;
mod sums;
mod trouble;

use std::collections::BTreeMap;

use qd_facts::{CollectContext, Collected, Setting, SettingError, Source, SourceSpec};

use commodities::Commodities;
use dialect::Dialect;
use journal::Place;
use notices::Notices;
use number::Mark;
use parts::Parts;

/// The reader of journals.
pub(crate) struct Ledger;

/// The settings of one source, understood.
#[derive(Default)]
struct Settings {
    dialect: Option<Dialect>,
    mark: Option<Mark>,
    commodities: BTreeMap<String, String>,
}

impl Source for Ledger {
    fn kind(&self) -> &'static str {
        "ledger"
    }

    fn settings(&self) -> &'static [Setting] {
        &[
            Setting {
                key: "dialect",
                doc: "`beancount`, `hledger` or `ledger`; by default told by the file's extension, else by its content",
            },
            Setting {
                key: "decimal_mark",
                doc: "`.` or `,`: the decimal mark of a hledger or ledger journal that does not declare it",
            },
            Setting {
                key: "commodities",
                doc: "what the journal's commodities are called here: `{ \"$\" = \"CAD\" }`",
            },
        ]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        settings(spec).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        collect_in_parts(spec, context, &Parts::of_machine())
    }
}

/// Reads a source, its files in parts side by side; how many there are changes nothing in the facts.
fn collect_in_parts(spec: &SourceSpec, context: &CollectContext<'_>, parts: &Parts) -> Collected {
    let settings = settings(spec).unwrap_or_default();
    let commodities = Commodities::new(settings.commodities, context.currency);
    let mut notices = Notices::new(spec.id.as_str(), context.secrets);
    let (mut collected, mut plans) = (Collected::default(), Vec::new());
    {
        let loaded = load::load(spec, context, settings.dialect, &mut notices);
        collected.is_missing = loaded.tops.is_empty();
        for (top, dialect) in &loaded.tops {
            let n_given = notices.n_given;
            let mut journal = match dialect {
                Dialect::Beancount => beancount::read(&loaded, *top, parts, &mut notices),
                Dialect::Hledger | Dialect::Ledger => {
                    let top = plain::Top { file: *top, dialect: *dialect, mark: settings.mark };
                    plain::read(&loaded, &top, parts, &mut notices)
                }
            };
            if journal.is_empty() && notices.n_given == n_given {
                let (place, help) =
                    (Place { file: *top as u32, line: 1 }, "check `path` in quarterdeck.toml");
                notices.warning(
                    "empty-journal",
                    place,
                    "the file holds nothing that a journal has",
                    help,
                );
            }
            book::automate(&mut journal, &mut notices);
            let booked = book::book(&journal, &mut notices);
            plans.push(emit::emit(
                &journal,
                &booked,
                spec,
                context,
                &commodities,
                &mut collected.facts,
                &mut notices,
            ));
        }
    }
    // The text and the journals are gone: columns take their place in memory.
    for plan in plans {
        if let Err(error) = plan.add_to(&mut collected.facts, spec, notices.files()) {
            let place = qd_model::Evidence::place(&spec.path);
            let (level, message) = (qd_model::Level::Error, error.to_string());
            let refused = qd_model::Diagnostic::new(
                level,
                "refused-postings",
                spec.id.as_str(),
                place,
                message,
            );
            notices.extend([refused.with_help("give each year a source of its own")]);
            notices.n_skipped += 1;
        }
    }
    collected.n_skipped = notices.n_skipped;
    collected.diagnostics = notices.finish(&spec.path);
    collected
}

fn shown(value: &toml::Value) -> &str {
    value.as_str().unwrap_or_else(|| value.type_str())
}

fn settings(spec: &SourceSpec) -> Result<Settings, SettingError> {
    let wrong = |key: &str, message: &str, help: &str| SettingError {
        key: key.to_owned(),
        message: format!("`{key}` of source `{}` {message}", spec.id),
        help: Some(help.to_owned()),
    };
    let mut settings = Settings::default();
    for (key, value) in &spec.settings {
        match key.as_str() {
            "dialect" => {
                let dialect = value.as_str().and_then(Dialect::parse);
                let words = "write `beancount`, `hledger` or `ledger`";
                let unknown =
                    || wrong(key, &format!("is not a journal language: {}", shown(value)), words);
                settings.dialect = Some(dialect.ok_or_else(unknown)?);
            }
            "decimal_mark" => {
                settings.mark = match value.as_str() {
                    Some(".") => Some(Mark::Period),
                    Some(",") => Some(Mark::Comma),
                    _ => {
                        return Err(wrong(
                            key,
                            &format!("is not a mark: {}", shown(value)),
                            "write `.` or `,`",
                        ));
                    }
                };
            }
            "commodities" => {
                let table = value.as_table().and_then(|table| {
                    table
                        .iter()
                        .map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
                        .collect()
                });
                let help = "write `commodities = { \"$\" = \"USD\" }`";
                settings.commodities = table.ok_or_else(|| {
                    wrong(key, &format!("is not a table of names: {}", shown(value)), help)
                })?;
            }
            _ => return Err(wrong(key, "is not a setting of kind `ledger`", "remove the key")),
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests;
