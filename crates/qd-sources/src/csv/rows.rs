//! The rows of one file: header, records, entity, cells, and where each goes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use qd_facts::{CollectContext, FactCell, Facts, Row, SourceSpec};
use qd_model::{EntityKey, Evidence, Level};

use super::cells::CellFormat;
use super::document::Document;
use super::postings::BankLegs;
use super::records::{CellKind, Record};
use super::repeats::{KeyedRow, KeyedRows};
use super::settings::{BALANCE, CsvSettings, EntityColumn, Mapped};
use crate::assignments;
use crate::problems::{Problems, nearest, quoted};

/// How many different unlisted values a source counts.
const MAX_UNLISTED: usize = 1000;

/// Reads the files of one source.
pub(super) struct FileReader<'c> {
    settings: &'c CsvSettings,
    spec: &'c SourceSpec,
    context: &'c CollectContext<'c>,
    legs: Option<BankLegs<'c>>,
    /// Where the settings declare a key: the rows, until all files are read.
    keyed: Option<KeyedRows>,
    unlisted: BTreeMap<(String, String), (Evidence, u64)>,
}

/// Where the mapped headers stand in a file.
struct Header {
    n_fields: usize,
    /// In the order of the settings; `None` where the file has no such header.
    places: Vec<Option<usize>>,
    entity: Option<usize>,
    /// Whether the header's own name may be a credential's.
    is_telling: Vec<bool>,
}

/// The cells of a row in the order of the table, and the running balance.
pub(super) struct Cells {
    pub(super) cells: Vec<FactCell>,
    pub(super) balance: Option<qd_model::Decimal>,
}

impl<'c> FileReader<'c> {
    pub(super) fn new(
        settings: &'c CsvSettings,
        spec: &'c SourceSpec,
        context: &'c CollectContext<'c>,
    ) -> Self {
        let account = settings.account.as_deref();
        let legs = account.map(|account| BankLegs::new(account, &settings.rules, context));
        let key = settings.key.as_deref();
        let keyed = key.map(|key| KeyedRows::new(settings.table, key));
        Self { settings, spec, context, legs, keyed, unlisted: BTreeMap::new() }
    }

    /// Reads one file; says whether its header was understood.
    pub(super) fn read(
        &mut self,
        file: &Document,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) -> bool {
        let mut records = file.records(self.settings.delimiter, self.settings.skip);
        let first = match records.next() {
            Some(Ok(first)) => first,
            Some(Err((line, error))) => {
                let place = file.line(line);
                let help = "correct the header's line, or set `skip` and `delimiter`";
                problems.report(Level::Error, "unreadable-header", place, error.message(), help);
                return false;
            }
            None => {
                let place = Evidence::place(&file.name);
                let message = "the file has no header and no row";
                problems.report(Level::Warning, "empty-file", place, message, "export it again");
                return false;
            }
        };
        let (header, is_complete) = self.header(&first, file, problems);
        if !is_complete {
            problems.skip_silently(records.count() as u64);
            return false;
        }
        let mut n_records = 0;
        for record in records {
            n_records += 1;
            match record {
                Ok(record) => self.record(&record, &header, file, facts, problems),
                Err((line, error)) => {
                    let place = file.line(line);
                    let help = "close the quote, or double a quote inside a quoted field";
                    problems.skip("broken-record", place, error.message(), help);
                }
            }
        }
        if n_records == 0 {
            let place = file.line(first.line);
            let message = "the file has a header and no row";
            problems.report(Level::Note, "no-rows", place, message, "check the export");
        }
        if let Some(legs) = &mut self.legs {
            legs.end_file(facts, problems);
        }
        true
    }

    /// Adds what is known only at the end: accounts, and counts of what fitted nowhere.
    pub(super) fn finish(mut self, facts: &mut Facts, problems: &mut Problems<'_>) {
        if let Some(keyed) = self.keyed.take() {
            for row in keyed.finish(problems) {
                self.write(row, facts, problems);
            }
        }
        if let Some(legs) = self.legs {
            legs.finish(facts, problems);
        }
        for ((column, value), (place, n_rows)) in self.unlisted {
            let message = format!(
                "`{column}` has a value that `values` does not list, {n_rows} times: {value}"
            );
            let help = "add it to `values`; it was kept as it stands";
            problems.report(Level::Warning, "unlisted-value", place, message, help);
        }
    }

    /// Finds the mapped headers; incomplete where rows cannot be made without a missing one.
    fn header(
        &self,
        first: &Record<'_>,
        file: &Document,
        problems: &mut Problems<'_>,
    ) -> (Header, bool) {
        let names = first.fields.iter().map(|name| name.trim()).collect::<Vec<_>>();
        let mut is_complete = true;
        let mut find = |wanted: &str, is_required: bool| {
            let mut places = (0..names.len()).filter(|index| names[*index] == wanted);
            let (place, second) = (places.next(), places.next());
            let free = names.iter().copied().filter(|name| !name.is_empty());
            let (code, message) = match (place, second) {
                (Some(place), None) => return Some(place),
                (Some(_), Some(_)) => {
                    ("repeated-header", format!("two columns have the header: {wanted}"))
                }
                (None, _) => {
                    let near = nearest(wanted, free).map(|near| format!(", nearest is `{near}`"));
                    let near = near.unwrap_or_default();
                    ("missing-header", format!("the file has no column{near}, expected: {wanted}"))
                }
            };
            is_complete &= !is_required;
            let help = "put the file's header into `columns`, or check `skip` and `delimiter`";
            let place = file.line(first.line);
            if is_required {
                problems.report(Level::Error, code, place, message, help);
            } else {
                // The rows stand without the column: what it would have added up to is lost.
                problems.skip(code, place, message, help);
            }
            None
        };
        let table = self.settings.table;
        let is_required = |mapped: &Mapped| {
            mapped.column.is_some_and(|column| !table.columns[column].is_optional)
        };
        let mapped = &self.settings.mapped;
        let places =
            mapped.iter().map(|mapped| find(&mapped.header, is_required(mapped))).collect();
        let entity =
            self.settings.entity_column.as_ref().and_then(|column| find(&column.header, true));
        let is_telling =
            mapped.iter().map(|mapped| assignments::is_telling(&mapped.header)).collect();
        (Header { n_fields: names.len(), places, entity, is_telling }, is_complete)
    }

    fn record(
        &mut self,
        record: &Record<'_>,
        header: &Header,
        file: &Document,
        facts: &mut Facts,
        problems: &mut Problems<'_>,
    ) {
        let place = file.line(record.line);
        let n_fields = record.fields.len();
        let has_more = record.fields.iter().skip(header.n_fields).any(|field| !field.is_empty());
        let is_short = n_fields < header.n_fields && !file.is_workbook();
        if is_short || has_more {
            let message = format!("the header has {} fields, the row: {n_fields}", header.n_fields);
            let help = "quote fields that hold the delimiter";
            return problems.skip("ragged-row", place, message, help);
        }
        if record.fields.iter().any(|field| field.contains('\0')) {
            return problems.skip("nul-byte", place, "the row holds a NUL byte", "export it again");
        }
        let Some(entity) = self.entity(record, header, &place, problems) else { return };
        let Some(row) = self.cells(record, header, &place, problems) else { return };
        if let Some(legs) = &mut self.legs {
            return legs.push(self.settings.table, &entity, place, row, facts, problems);
        }
        let row = KeyedRow { entity, place, cells: row.cells };
        match &mut self.keyed {
            Some(keyed) => keyed.push(row),
            None => self.write(row, facts, problems),
        }
    }

    fn write(&self, row: KeyedRow, facts: &mut Facts, problems: &mut Problems<'_>) {
        let table = self.settings.table;
        let cells = table.columns.iter().zip(row.cells);
        let fact =
            cells.fold(Row::of(table.name), |fact, (column, cell)| fact.set(column.name, cell));
        problems.push(facts, &row.entity, &row.place, &fact);
    }

    fn entity(
        &self,
        record: &Record<'_>,
        header: &Header,
        place: &Evidence,
        problems: &mut Problems<'_>,
    ) -> Option<EntityKey> {
        let Some(EntityColumn { header: name, values }) = &self.settings.entity_column else {
            return Some(self.spec.entity.clone());
        };
        let field = header.entity.and_then(|index| record.fields.get(index));
        let value = field.map_or("", |field| field.trim());
        let entity = values.get(value);
        if entity.is_none() {
            let message = format!("`{name}` names no entity of this source: {}", quoted(value));
            let near = nearest(value, values.keys().map(String::as_str));
            let near = near.map(|near| format!(" (nearest: `{near}`)")).unwrap_or_default();
            let help = format!("add it to `entity_values`{near}");
            problems.skip("unknown-entity", place.clone(), message, &help);
        }
        entity.cloned()
    }

    fn cells(
        &mut self,
        record: &Record<'_>,
        header: &Header,
        place: &Evidence,
        problems: &mut Problems<'_>,
    ) -> Option<Cells> {
        let table = self.settings.table;
        let mut row = Cells { cells: vec![FactCell::Null; table.columns.len()], balance: None };
        for (index, constant) in &self.settings.constants {
            row.cells[*index] = constant.clone();
        }
        for (index, mapped) in self.settings.mapped.iter().enumerate() {
            let Some(at) = header.places[index] else { continue };
            let kind = record.kind(at);
            if let Some((code, why, help)) = kind.refusal() {
                let (header, text) = (&mapped.header, quoted(&record.fields[at]));
                problems.skip(code, place.clone(), format!("`{header}`: {why}: {text}"), help);
                return None;
            }
            let field = record.fields.get(at).map_or("", |field| field.trim());
            let text = self.mapped_value(mapped, field, place);
            if text.is_empty() {
                continue;
            }
            let text = self.masked(&mapped.header, header.is_telling[index], &text);
            let amount = table.column("amount");
            let (column, cell) = match mapped.column {
                Some(column) => (&table.columns[column], Some(&mut row.cells[column])),
                None => (amount?, None),
            };
            let typed = CellFormat::PLAIN;
            let format = if kind.is_typed() { &typed } else { &self.settings.cells };
            let is_percent = mapped.is_percent && kind != CellKind::Share;
            match (format.read(column, is_percent, &text, self.context.timezone), cell) {
                (Ok(read), Some(cell)) => *cell = read,
                (Ok(FactCell::Number(balance)), None) => row.balance = Some(balance),
                (Ok(_), None) => unreachable!("a running balance is read as an amount"),
                (Err(error), _) => {
                    let name = if mapped.column.is_none() { BALANCE } else { column.name };
                    let (header, text) = (&mapped.header, quoted(&text));
                    let message = format!("`{header}` for `{name}`: {}: {text}", error.message());
                    problems.skip(error.code(), place.clone(), message, error.help());
                    return None;
                }
            }
        }
        Some(row)
    }

    /// Applies `values`; a value that it does not list stays, and is counted.
    fn mapped_value<'t>(
        &mut self,
        mapped: &Mapped,
        text: &'t str,
        place: &Evidence,
    ) -> Cow<'t, str> {
        let Some(values) = &mapped.values else { return Cow::Borrowed(text) };
        if let Some(value) = values.get(text) {
            return Cow::Owned(value.clone());
        }
        let is_known = text.is_empty() || values.values().any(|value| value == text);
        if !is_known && self.unlisted.len() < MAX_UNLISTED {
            let key = (mapped.header.clone(), quoted(text));
            self.unlisted.entry(key).or_insert_with(|| (place.clone(), 0)).1 += 1;
        }
        Cow::Borrowed(text)
    }

    /// Registers what the header or the text says is a credential, and masks it.
    fn masked<'t>(&self, header: &str, is_telling: bool, text: &'t str) -> Cow<'t, str> {
        let secrets = self.context.secrets;
        if is_telling && secrets.register_assignment(header, text) {
            return Cow::Owned(secrets.mask(text));
        }
        assignments::register_in(text, secrets)
    }
}
