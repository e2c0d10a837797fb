//! What a csv source declares, checked: which header feeds which column, and how cells are written.

use std::collections::{BTreeMap, BTreeSet};

use qd_facts::{FactCell, Setting, SettingError, SourceSpec, Table, tables};
use qd_model::EntityKey;

use super::cells::{CellFormat, is_date_format};
use super::document::Opening;
use super::number::NumberFormat;
use crate::bank::legs::Rules;
use crate::problems::nearest;

/// The keys of a csv source.
pub(super) static SETTINGS: &[Setting] = &[
    Setting { key: "table", doc: "The fact table: table = \"job\"" },
    Setting { key: "columns", doc: "Fact column and header: columns = { date = \"Trip date\" }" },
    Setting { key: "constants", doc: "Fixed cells: constants = { commodity = \"USD\" }" },
    Setting {
        key: "values",
        doc: "File value and fact value: values = { status = { \"Paid\" = \"paid_in_full\" } }; an empty fact value is none",
    },
    Setting { key: "entity_column", doc: "The header that tells whose row it is" },
    Setting { key: "entity_values", doc: "Its values: entity_values = { \"JADA\" = \"jada\" }" },
    Setting { key: "date_format", doc: "strftime: date_format = \"%m/%d/%Y\"; default %Y-%m-%d" },
    Setting { key: "decimal_mark", doc: "\".\" or \",\"; without it `1,234` is refused" },
    Setting {
        key: "percent",
        doc: "Columns in percent: percent = [\"share\"] reads 62.5% as 0.625",
    },
    Setting {
        key: "key",
        doc: "Columns that name a row: key = [\"id\"] counts a repeat once, and refuses two that differ",
    },
    Setting { key: "skip", doc: "Lines above the header: skip = 2" },
    Setting { key: "encoding", doc: "utf-8, utf-16 or windows-1252, where a file has no mark" },
    Setting { key: "sheet", doc: "Of a workbook with several: sheet = \"Bookings\"" },
    Setting { key: "delimiter", doc: "One character: delimiter = \";\"; default \",\"" },
    Setting {
        key: "account",
        doc: "For table = \"posting\": the bank's account; `columns` may map `balance` then",
    },
    Setting {
        key: "rules",
        doc: "The other account: rules = [ { match = \"RENT\", account = \"Income:Rent\" } ]; skip = true leaves rows out",
    },
];

/// The columns of a bank's row; the rest of `posting` follows from account and rules.
const BANK_COLUMNS: [&str; 9] = [
    "date",
    "effective_date",
    "amount",
    "commodity",
    "payee",
    "narration",
    "status",
    "tags",
    "links",
];
/// The running balance of a bank's row, which is no column of `posting`.
pub(super) const BALANCE: &str = "balance";

/// A header that feeds a column.
pub(super) struct Mapped {
    /// The column's place in the table; `None` for the running balance.
    pub(super) column: Option<usize>,
    /// The header in the file.
    pub(super) header: String,
    /// File value and fact value.
    pub(super) values: Option<BTreeMap<String, String>>,
    /// Whether the column is in percent.
    pub(super) is_percent: bool,
}

/// The column that tells whose row it is.
pub(super) struct EntityColumn {
    pub(super) header: String,
    pub(super) values: BTreeMap<String, EntityKey>,
}

/// The settings of one csv source.
pub(super) struct CsvSettings {
    pub(super) table: &'static Table,
    pub(super) mapped: Vec<Mapped>,
    pub(super) constants: Vec<(usize, FactCell)>,
    pub(super) entity_column: Option<EntityColumn>,
    pub(super) cells: CellFormat,
    /// The columns that name a row, by their place in the table.
    pub(super) key: Option<Vec<usize>>,
    pub(super) skip: usize,
    pub(super) delimiter: u8,
    pub(super) opening: Opening,
    pub(super) account: Option<String>,
    pub(super) rules: Rules,
}

impl CsvSettings {
    /// Reads and checks.
    pub(super) fn parse(spec: &SourceSpec) -> Result<Self, SettingError> {
        let settings = &spec.settings;
        let known = || SETTINGS.iter().map(|setting| setting.key);
        if let Some(key) = settings.keys().find(|key| known().all(|known| known != key.as_str())) {
            return Err(unknown(key, "setting of csv", key, known()));
        }
        let table = table(settings)?;
        let account = string(settings, "account")?.map(str::to_owned);
        if account.is_some() && table.name != "posting" {
            let message = "`account` and `rules` belong to table = \"posting\"";
            return Err(wrong("account", message, "remove `account`"));
        }
        let cells = cell_format(settings)?;
        let mapped = mapped(settings, table, account.is_some())?;
        let constants = constants(settings, table, account.is_some(), &mapped)?;
        check_required(table, account.is_some(), &mapped, &constants)?;
        let key = key(settings, table, account.is_some(), &mapped)?;
        Ok(Self {
            table,
            mapped,
            constants,
            entity_column: entity_column(settings, &spec.entity)?,
            cells,
            key,
            skip: skip(settings)?,
            delimiter: delimiter(settings)?,
            opening: Opening::from_settings(settings)?,
            account,
            rules: Rules::from_settings(settings)?,
        })
    }
}

fn wrong(key: &str, message: impl Into<String>, help: impl Into<String>) -> SettingError {
    SettingError { key: key.into(), message: message.into(), help: Some(help.into()) }
}

fn unknown<'n>(
    key: &str,
    what: &str,
    name: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> SettingError {
    let help = match nearest(name, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of: {}", known.collect::<Vec<_>>().join(", ")),
    };
    wrong(key, format!("there is no {what}: {name}"), help)
}

fn string<'s>(settings: &'s toml::Table, key: &str) -> Result<Option<&'s str>, SettingError> {
    match settings.get(key) {
        None => Ok(None),
        Some(toml::Value::String(text)) if !text.is_empty() => Ok(Some(text)),
        Some(_) => Err(wrong(key, format!("`{key}` takes text"), format!("write {key} = \"...\""))),
    }
}

fn subtable<'s>(
    settings: &'s toml::Table,
    key: &str,
) -> Result<impl Iterator<Item = (&'s String, &'s toml::Value)> + use<'s>, SettingError> {
    let table = match settings.get(key) {
        None => None,
        Some(toml::Value::Table(table)) => Some(table),
        Some(_) => {
            let help = format!("write {key} = {{ ... }}");
            return Err(wrong(key, format!("`{key}` takes a table"), help));
        }
    };
    Ok(table.into_iter().flatten())
}

fn table(settings: &toml::Table) -> Result<&'static Table, SettingError> {
    let name = string(settings, "table")?
        .ok_or_else(|| wrong("table", "`table` is missing", "write table = \"job\""))?;
    let names = tables::ALL.iter().map(|table| table.name);
    tables::find(name).ok_or_else(|| unknown("table", "fact table", name, names))
}

/// Finds a column by name; `None` is the running balance of a bank.
fn column(
    key: &str,
    table: &'static Table,
    is_bank: bool,
    name: &str,
) -> Result<Option<usize>, SettingError> {
    let is_open = |name: &str| !is_bank || BANK_COLUMNS.contains(&name);
    let names = table.columns.iter().map(|column| column.name).filter(|name| is_open(name));
    if is_bank && name == BALANCE && key == "columns" {
        return Ok(None);
    }
    if !is_open(name) && table.column(name).is_some() {
        let message = format!("with `account`, a rule decides the column: {name}");
        return Err(wrong(key, message, "remove the column"));
    }
    let index = table.columns.iter().position(|column| column.name == name);
    let what = format!("column of `{}`", table.name);
    index.map(Some).ok_or_else(|| unknown(key, &what, name, names))
}

fn mapped(
    settings: &toml::Table,
    table: &'static Table,
    is_bank: bool,
) -> Result<Vec<Mapped>, SettingError> {
    let mut mapped = Vec::new();
    for (name, header) in subtable(settings, "columns")? {
        let column = column("columns", table, is_bank, name)?;
        let header = header.as_str().map(str::trim).filter(|header| !header.is_empty());
        let help = format!("write {name} = \"HEADER OF THE FILE\"");
        let header = header
            .ok_or_else(|| wrong("columns", format!("`{name}` needs a header's text"), help))?;
        mapped.push(Mapped { column, header: header.into(), values: None, is_percent: false });
    }
    let find = |key: &str, name: &str, mapped: &mut Vec<Mapped>| {
        let column = column(key, table, is_bank, name)?;
        let position = mapped.iter().position(|mapped| mapped.column == column);
        let message = format!("the column is not mapped in `columns`: {name}");
        position.ok_or_else(|| wrong(key, message, "add it to `columns`, or remove it here"))
    };
    for (name, values) in subtable(settings, "values")? {
        let index = find("values", name, &mut mapped)?;
        let as_text = |(from, to): (&String, &toml::Value)| {
            Some((from.trim().to_owned(), to.as_str()?.to_owned()))
        };
        let values = values.as_table().map(|values| values.iter().map(as_text));
        let values = values.and_then(Iterator::collect::<Option<BTreeMap<_, _>>>);
        let help = format!("write {name} = {{ \"in the file\" = \"in the table\" }}");
        let message = format!("`{name}` takes texts");
        mapped[index].values = Some(values.ok_or_else(|| wrong("values", message, help))?);
    }
    if let Some(percent) = settings.get("percent") {
        let names = percent.as_array().into_iter().flatten().map(toml::Value::as_str);
        let names = names.collect::<Option<Vec<_>>>().filter(|names| !names.is_empty());
        let help = "write percent = [\"share\"]";
        for name in names.ok_or_else(|| wrong("percent", "`percent` takes a list", help))? {
            let index = find("percent", name, &mut mapped)?;
            mapped[index].is_percent = true;
        }
    }
    Ok(mapped)
}

fn constants(
    settings: &toml::Table,
    table: &'static Table,
    is_bank: bool,
    mapped: &[Mapped],
) -> Result<Vec<(usize, FactCell)>, SettingError> {
    let number = NumberFormat { decimal_mark: '.', is_declared: true };
    let iso = CellFormat { date_format: None, number };
    let mut constants = Vec::new();
    for (name, value) in subtable(settings, "constants")? {
        let Some(index) = column("constants", table, is_bank, name)? else { continue };
        if mapped.iter().any(|mapped| mapped.column == Some(index)) {
            let message = format!("the column is mapped and constant: {name}");
            return Err(wrong("constants", message, "keep one of the two"));
        }
        let text = match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Integer(number) => number.to_string(),
            // The shortest text that reads back as the float is what the file has.
            toml::Value::Float(number) => number.to_string(),
            toml::Value::Boolean(is_set) => is_set.to_string(),
            _ => {
                let message = format!("`{name}` takes one value");
                return Err(wrong("constants", message, format!("write {name} = \"...\"")));
            }
        };
        let cell = iso.read(&table.columns[index], false, text.trim(), chrono_tz::UTC);
        let cell = cell.map_err(|_| {
            let expected = table.columns[index].column_type.as_str();
            let message = format!("`{name}` takes {expected}, found: {text}");
            wrong("constants", message, format!("write {expected}"))
        })?;
        constants.push((index, cell));
    }
    Ok(constants)
}

fn key(
    settings: &toml::Table,
    table: &'static Table,
    is_bank: bool,
    mapped: &[Mapped],
) -> Result<Option<Vec<usize>>, SettingError> {
    let Some(value) = settings.get("key") else { return Ok(None) };
    if is_bank {
        let message = "with `account`, a row is known by its content and needs no `key`";
        return Err(wrong("key", message, "remove `key`"));
    }
    let names = value.as_array().into_iter().flatten().map(toml::Value::as_str);
    let names = names.collect::<Option<Vec<_>>>().filter(|names| !names.is_empty());
    let names = names.ok_or_else(|| wrong("key", "`key` takes a list", "write key = [\"id\"]"))?;
    let place = |name: &str| {
        let place = column("key", table, is_bank, name)?;
        let is_mapped = mapped.iter().any(|mapped| mapped.column == place);
        let message = format!("the column is not mapped in `columns`: {name}");
        let place = place.filter(|_| is_mapped);
        place.ok_or_else(|| wrong("key", message, "add it to `columns`, or remove it here"))
    };
    names.into_iter().map(place).collect::<Result<Vec<_>, _>>().map(Some)
}

fn check_required(
    table: &'static Table,
    is_bank: bool,
    mapped: &[Mapped],
    constants: &[(usize, FactCell)],
) -> Result<(), SettingError> {
    let given = mapped.iter().filter_map(|mapped| mapped.column);
    let given = given.chain(constants.iter().map(|(index, _)| *index)).collect::<BTreeSet<_>>();
    let is_missing = |(index, column): &(usize, &qd_facts::ColumnDef)| {
        let is_derived = is_bank && !BANK_COLUMNS.contains(&column.name);
        !column.is_optional && !is_derived && !given.contains(index)
    };
    match table.columns.iter().enumerate().find(is_missing) {
        None => Ok(()),
        Some((_, column)) => {
            let name = column.name;
            let message = format!("`{}` needs the column: {name}", table.name);
            let help = format!("add {name} to `columns` or to `constants`");
            Err(wrong("columns", message, help))
        }
    }
}

fn entity_column(
    settings: &toml::Table,
    portfolio: &EntityKey,
) -> Result<Option<EntityColumn>, SettingError> {
    let header = string(settings, "entity_column")?;
    let mut keys = BTreeMap::new();
    for (value, id) in subtable(settings, "entity_values")? {
        let id = id.as_str().unwrap_or_default();
        let key = portfolio.member(id).ok();
        let message = format!("`{value}` names no entity: {id}");
        let help = "write the entity's id, in lower case";
        keys.insert(
            value.trim().to_owned(),
            key.ok_or_else(|| wrong("entity_values", message, help))?,
        );
    }
    match header {
        Some(header) if !keys.is_empty() => {
            Ok(Some(EntityColumn { header: header.trim().to_owned(), values: keys }))
        }
        None if keys.is_empty() => Ok(None),
        Some(_) => {
            let message = "`entity_column` needs `entity_values`";
            Err(wrong("entity_column", message, "write entity_values = { \"JADA\" = \"jada\" }"))
        }
        None => {
            let message = "`entity_values` needs `entity_column`";
            Err(wrong("entity_values", message, "write entity_column = \"HEADER OF THE FILE\""))
        }
    }
}

fn cell_format(settings: &toml::Table) -> Result<CellFormat, SettingError> {
    let date_format = string(settings, "date_format")?;
    if let Some(format) = date_format.filter(|format| !is_date_format(format)) {
        let message =
            format!("`date_format` is no strftime format with day, month and year: {format}");
        return Err(wrong("date_format", message, "write for example \"%m/%d/%Y\""));
    }
    let decimal_mark = match string(settings, "decimal_mark")? {
        None => None,
        Some(".") => Some('.'),
        Some(",") => Some(','),
        Some(other) => {
            let message = format!("`decimal_mark` is `.` or `,`, found: {other}");
            return Err(wrong("decimal_mark", message, "write decimal_mark = \".\""));
        }
    };
    let number = NumberFormat {
        decimal_mark: decimal_mark.unwrap_or('.'),
        is_declared: decimal_mark.is_some(),
    };
    Ok(CellFormat { date_format: date_format.map(str::to_owned), number })
}

fn skip(settings: &toml::Table) -> Result<usize, SettingError> {
    match settings.get("skip") {
        None => Ok(0),
        Some(value) => {
            let lines = value.as_integer().filter(|lines| (0..=10_000).contains(lines));
            let lines = lines.and_then(|lines| usize::try_from(lines).ok());
            let message = "`skip` takes a number of lines";
            lines.ok_or_else(|| wrong("skip", message, "write skip = 2"))
        }
    }
}

fn delimiter(settings: &toml::Table) -> Result<u8, SettingError> {
    match string(settings, "delimiter")?.map(str::as_bytes) {
        None => Ok(b','),
        Some([byte]) if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r' | 0) => Ok(*byte),
        Some(_) => {
            let message = "`delimiter` takes one ASCII character";
            Err(wrong("delimiter", message, "write delimiter = \";\", or \"\\t\" for tabs"))
        }
    }
}
