//! The tables that SQL reads beside facts and views: entities, parameters as they hold, postings by
//! day, spans of periods, sources, diagnostics, and measures.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, BooleanBuilder, Date32Builder, Decimal128Builder,
    Int64Builder, RecordBatch, StringBuilder, StringDictionaryBuilder,
};
use arrow::compute::filter_record_batch;
use arrow::datatypes::{DataType, Field, Int32Type, Schema, TimestampMicrosecondType};
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use qd_facts::{FactRows, tables};
use qd_model::{Decimal, EntityKey, Measures, Month, Period, Rounding, Value};

use crate::EngineError;
use crate::input::PortfolioRun;
use crate::intercompany;
use crate::parameters::Parameters;
use crate::session::{Columns, FactTable, Session, days_of};

/// Whose rows a session holds: everything, or one scope.
#[derive(Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// All portfolios.
    Everything(&'a [PortfolioRun]),
    /// One portfolio's visible entities.
    Only(&'a PortfolioRun, &'a BTreeSet<EntityKey>),
}

impl<'a> Reader<'a> {
    fn portfolios(self) -> &'a [PortfolioRun] {
        match self {
            Self::Everything(all) => all,
            Self::Only(one, _) => std::slice::from_ref(one),
        }
    }

    fn sees(self, entity: &EntityKey) -> bool {
        match self {
            Self::Everything(_) => true,
            Self::Only(_, visible) => visible.contains(entity),
        }
    }

    /// Claims that an entity is a row of `entity`: what is visible, and the root that it rolls up to.
    fn lists(self, entity: &EntityKey) -> bool {
        entity.is_root() || self.sees(entity)
    }
}

/// Puts every table into a session that does not depend on results.
pub(crate) fn put_facts(
    session: &Session,
    reader: Reader<'_>,
    facts: &BTreeMap<&'static str, RecordBatch>,
) -> Result<(), EngineError> {
    let zones = reader.portfolios().iter().map(|p| (p.root.portfolio().to_owned(), p.timezone));
    let zones = zones.collect::<BTreeMap<_, _>>();
    for table in tables::ALL {
        let batch = match facts.get(table.name) {
            Some(batch) => visible(batch, reader)?,
            None => FactRows::new(table).finish(),
        };
        let batch = with_local_days(batch, &zones)?;
        let batch = match table.name {
            "posting" => {
                let batch = intercompany::with_tagged(batch).map_err(broken)?;
                with_ones(batch, "n_postings")?
            }
            _ => batch,
        };
        session.put(table.name, FactTable::with_evidence(batch));
    }
    Ok(())
}

/// Puts `posting_day` in place: postings summed by day. `trace` reads `posting` instead.
pub(crate) fn put_posting_day(session: &Session) -> Result<(), EngineError> {
    let by_day = "SELECT entity, source, date, account, account_type, commodity, weight_commodity, \
         counterparty, CAST(sum(amount) AS DECIMAL(28, 12)) AS amount, \
         CAST(sum(weight) AS DECIMAL(28, 12)) AS weight, count(*) AS n_postings, \
         CAST(NULL AS VARCHAR) AS file, CAST(NULL AS BIGINT) AS line, \
         CAST(NULL AS VARCHAR) AS evidence FROM posting GROUP BY entity, source, date, account, \
         account_type, commodity, weight_commodity, counterparty";
    let by_day = session
        .run(by_day)
        .map_err(|error| EngineError::Facts { table: "posting".into(), message: error.message })?;
    session.put_rows("posting_day", by_day.batch);
    Ok(())
}

fn broken(message: impl std::fmt::Display) -> EngineError {
    EngineError::Facts { table: "facts".into(), message: message.to_string() }
}

fn visible(batch: &RecordBatch, reader: Reader<'_>) -> Result<RecordBatch, EngineError> {
    let Reader::Only(_, entities) = reader else { return Ok(batch.clone()) };
    let column = Columns(batch).texts("entity").ok_or_else(|| broken("rows without `entity`"))?;
    let sees = (0..batch.num_rows())
        .map(|row| entities.iter().any(|visible| visible.as_str() == column.text(row)));
    filter_record_batch(batch, &sees.collect::<BooleanArray>()).map_err(broken)
}

/// Adds `AT_day` beside each instant `AT`: the portfolio's local day.
fn with_local_days(
    batch: RecordBatch,
    zones: &BTreeMap<String, Tz>,
) -> Result<RecordBatch, EngineError> {
    let schema = batch.schema();
    let is_instant = |field: &&Arc<Field>| matches!(field.data_type(), DataType::Timestamp(_, _));
    let instants = schema.fields().iter().filter(is_instant).cloned().collect::<Vec<_>>();
    if instants.is_empty() {
        return Ok(batch);
    }
    let entities =
        Columns(&batch).texts("entity").ok_or_else(|| broken("rows without `entity`"))?;
    let mut fields = schema.fields().to_vec();
    let mut columns = batch.columns().to_vec();
    for field in instants {
        let column = batch.column_by_name(field.name()).expect("a field of the schema");
        let instants = column.as_primitive::<TimestampMicrosecondType>();
        let mut days = Date32Builder::new();
        for row in 0..batch.num_rows() {
            let portfolio = entities.text(row).split('/').next().unwrap_or_default();
            let zone = zones.get(portfolio).copied().unwrap_or(Tz::UTC);
            let at = instants.is_valid(row).then(|| instants.value(row));
            let at = at.and_then(DateTime::from_timestamp_micros);
            days.append_option(at.map(|at| days_of(at.with_timezone(&zone).date_naive())));
        }
        fields.push(Arc::new(Field::new(format!("{}_day", field.name()), DataType::Date32, true)));
        columns.push(Arc::new(days.finish()));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(broken)
}

fn with_ones(batch: RecordBatch, name: &str) -> Result<RecordBatch, EngineError> {
    let mut fields = batch.schema().fields().to_vec();
    fields.push(Arc::new(Field::new(name, DataType::Int64, false)));
    let mut columns = batch.columns().to_vec();
    columns.push(Arc::new(arrow::array::Int64Array::from(vec![1; batch.num_rows()])));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(broken)
}

/// Puts the relations that say how a run is set up.
pub(crate) fn put_setup(
    session: &Session,
    reader: Reader<'_>,
    as_of: NaiveDate,
    parameters: &Parameters,
) {
    session.put_rows("entity", entities(reader));
    session.put("parameter_for", FactTable::with_evidence(resolved(reader, parameters)));
    session.put_rows("period_span", spans(reader, as_of));
    session.put_rows("source_status", sources(reader));
    session.put("diagnostic", FactTable::with_evidence(diagnostics(reader)));
}

/// Columns of a relation in the making.
pub(crate) struct Relation(Vec<(&'static str, Cells)>);

/// One column in the making.
pub(crate) enum Cells {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Date(Date32Builder),
    Number(Decimal128Builder),
    Count(Int64Builder),
    Flag(BooleanBuilder),
}

/// One value of a relation's row.
pub(crate) enum Cell<'a> {
    Text(Option<&'a str>),
    Date(Option<NaiveDate>),
    Number(Option<Decimal>),
    Count(Option<i64>),
    Flag(Option<bool>),
}

impl Relation {
    /// Starts a relation; the letters are t(ext), w(ord that many rows share), d(ate), n(umber),
    /// i(nteger), b(oolean).
    pub(crate) fn new(columns: &[(&'static str, char)]) -> Self {
        let cells = columns.iter().map(|(name, letter)| {
            let cells = match letter {
                'd' => Cells::Date(Date32Builder::new()),
                'n' => Cells::Number(
                    Decimal128Builder::new()
                        .with_precision_and_scale(38, 12)
                        .expect("a valid precision"),
                ),
                'i' => Cells::Count(Int64Builder::new()),
                'b' => Cells::Flag(BooleanBuilder::new()),
                'w' => Cells::Word(StringDictionaryBuilder::new()),
                _ => Cells::Text(StringBuilder::new()),
            };
            (*name, cells)
        });
        Self(cells.collect())
    }

    /// Adds a row; one cell for each column, of its kind.
    pub(crate) fn push(&mut self, row: &[Cell<'_>]) {
        assert_eq!(row.len(), self.0.len(), "one cell for each column");
        for ((_, cells), cell) in self.0.iter_mut().zip(row) {
            match (cells, cell) {
                (Cells::Text(cells), Cell::Text(text)) => cells.append_option(*text),
                (Cells::Word(cells), Cell::Text(text)) => cells.append_option(*text),
                (Cells::Date(cells), Cell::Date(date)) => cells.append_option(date.map(days_of)),
                (Cells::Number(cells), Cell::Number(number)) => {
                    let rounded = number.map(|number| number.round(12, Rounding::HalfEven));
                    cells.append_option(rounded.and_then(|number| number.mantissa_at(12).ok()));
                }
                (Cells::Count(cells), Cell::Count(count)) => cells.append_option(*count),
                (Cells::Flag(cells), Cell::Flag(flag)) => cells.append_option(*flag),
                _ => unreachable!("a relation's rows follow its letters"),
            }
        }
    }

    /// Ends it.
    pub(crate) fn finish(self) -> RecordBatch {
        let (mut fields, mut columns) = (Vec::new(), Vec::<ArrayRef>::new());
        for (name, cells) in self.0 {
            let column: ArrayRef = match cells {
                Cells::Text(mut cells) => Arc::new(cells.finish()),
                Cells::Word(mut cells) => Arc::new(cells.finish()),
                Cells::Date(mut cells) => Arc::new(cells.finish()),
                Cells::Number(mut cells) => Arc::new(cells.finish()),
                Cells::Count(mut cells) => Arc::new(cells.finish()),
                Cells::Flag(mut cells) => Arc::new(cells.finish()),
            };
            fields.push(Field::new(name, column.data_type().clone(), true));
            columns.push(column);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).expect("columns of one length")
    }
}

fn entities(reader: Reader<'_>) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("entity", 't'),
        ("portfolio", 't'),
        ("id", 't'),
        ("name", 't'),
        ("model", 't'),
        ("parent", 't'),
        ("currency", 't'),
        ("ownership", 'n'),
        ("is_root", 'b'),
    ]);
    for portfolio in reader.portfolios() {
        for entity in portfolio.entities.iter().filter(|entity| reader.lists(&entity.key)) {
            relation.push(&[
                Cell::Text(Some(entity.key.as_str())),
                Cell::Text(Some(portfolio.root.as_str())),
                Cell::Text(Some(entity.key.short())),
                Cell::Text(Some(&entity.name)),
                Cell::Text(Some(entity.model.as_str())),
                Cell::Text(entity.parent.as_ref().map(EntityKey::as_str)),
                Cell::Text(Some(entity.currency.as_str())),
                Cell::Number(Some(entity.ownership)),
                Cell::Flag(Some(entity.key.is_root())),
            ]);
        }
    }
    relation.finish()
}

fn resolved(reader: Reader<'_>, parameters: &Parameters) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("entity", 't'),
        ("name", 't'),
        ("value", 'n'),
        ("unit", 't'),
        ("assumed", 'b'),
        ("note", 't'),
        ("file", 't'),
        ("line", 'i'),
    ]);
    for portfolio in reader.portfolios() {
        for entity in portfolio.entities.iter().filter(|entity| reader.lists(&entity.key)) {
            for (name, parameter) in parameters.all(&entity.key) {
                relation.push(&[
                    Cell::Text(Some(entity.key.as_str())),
                    Cell::Text(Some(name)),
                    Cell::Number(Some(parameter.value)),
                    Cell::Text(parameter.unit.as_deref()),
                    Cell::Flag(Some(parameter.is_assumed)),
                    Cell::Text(parameter.note.as_deref()),
                    Cell::Text(Some(&parameter.place.file)),
                    Cell::Count(parameter.place.line.map(i64::from)),
                ]);
            }
        }
    }
    relation.finish()
}

/// How many months back `period_span` reaches, as measures do.
const SPAN_MONTHS: i32 = 36;

fn spans(reader: Reader<'_>, as_of: NaiveDate) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("portfolio", 't'),
        ("period", 't'),
        ("kind", 't'),
        ("start_date", 'd'),
        ("end_date", 'd'),
        ("is_partial", 'b'),
    ]);
    for portfolio in reader.portfolios() {
        let calendar = portfolio.calendar;
        let mut periods = BTreeSet::new();
        for back in 0..=SPAN_MONTHS {
            let month = Month::of(as_of).plus(-back);
            let year = calendar.year_of(month);
            let quarter = calendar.quarter_of(month);
            periods.insert((0, "month", Period::Month(month)));
            periods.insert((1, "quarter", Period::Quarter { year, quarter }));
            periods.insert((2, "year", Period::Year(year)));
            if back <= 12 {
                periods.insert((3, "fytd", Period::Fytd(month)));
                periods.insert((4, "t12m", Period::T12m(month)));
            }
        }
        for (_, kind, period) in periods {
            let (start, end) = period.span(calendar);
            relation.push(&[
                Cell::Text(Some(portfolio.root.as_str())),
                Cell::Text(Some(&period.to_string())),
                Cell::Text(Some(kind)),
                Cell::Date(Some(start)),
                Cell::Date(Some(end)),
                Cell::Flag(Some(period.is_partial(as_of, calendar))),
            ]);
        }
    }
    relation.finish()
}

fn sources(reader: Reader<'_>) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("entity", 't'),
        ("source", 't'),
        ("kind", 't'),
        ("path", 't'),
        ("first_date", 'd'),
        ("last_date", 'd'),
        ("covers_start", 'd'),
        ("covers_end", 'd'),
        ("is_assumed", 'b'),
        ("is_missing", 'b'),
        ("n_rows", 'i'),
        ("n_skipped", 'i'),
        ("n_diagnostics", 'i'),
    ]);
    let whole = |number: u64| Cell::Count(Some(i64::try_from(number).unwrap_or(i64::MAX)));
    for portfolio in reader.portfolios() {
        for status in portfolio.statuses.iter().filter(|status| reader.sees(&status.entity)) {
            relation.push(&[
                Cell::Text(Some(status.entity.as_str())),
                Cell::Text(Some(status.source.as_str())),
                Cell::Text(Some(&status.kind)),
                Cell::Text(Some(&status.path)),
                Cell::Date(status.first_date),
                Cell::Date(status.last_date),
                Cell::Date(status.covers.map(|covers| covers.0)),
                Cell::Date(status.covers.map(|covers| covers.1)),
                Cell::Flag(Some(status.is_assumed)),
                Cell::Flag(Some(status.is_missing)),
                whole(status.rows.iter().map(|(_, n)| n).sum()),
                whole(status.n_skipped),
                whole(status.n_diagnostics),
            ]);
        }
    }
    relation.finish()
}

fn diagnostics(reader: Reader<'_>) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("entity", 't'),
        ("source", 't'),
        ("level", 't'),
        ("code", 't'),
        ("message", 't'),
        ("help", 't'),
        ("file", 't'),
        ("line", 'i'),
    ]);
    for portfolio in reader.portfolios() {
        for diagnostic in &portfolio.diagnostics {
            let status = portfolio.statuses.iter().find(|s| s.source.as_str() == diagnostic.source);
            let entity = status.map_or(&portfolio.root, |status| &status.entity);
            if !reader.sees(entity) {
                continue;
            }
            relation.push(&[
                Cell::Text(Some(entity.as_str())),
                Cell::Text(Some(&diagnostic.source)),
                Cell::Text(Some(diagnostic.level.as_str())),
                Cell::Text(Some(&diagnostic.code)),
                Cell::Text(Some(&diagnostic.message)),
                Cell::Text(diagnostic.help.as_deref()),
                Cell::Text(Some(&diagnostic.place.file)),
                Cell::Count(diagnostic.place.line.map(i64::from)),
            ]);
        }
    }
    relation.finish()
}

/// Measures as a table.
pub(crate) fn measures<'a>(all: impl IntoIterator<Item = &'a Measures>) -> RecordBatch {
    let mut relation = Relation::new(&[
        ("metric", 'w'),
        ("entity", 'w'),
        ("period", 'w'),
        ("scenario", 'w'),
        ("dimension", 'w'),
        ("value", 'n'),
        ("low", 'n'),
        ("high", 'n'),
        ("n", 'i'),
        ("unit", 'w'),
        ("basis", 'w'),
        ("missing", 'w'),
        ("evidence_count", 'i'),
        ("is_partial", 'b'),
    ]);
    let whole = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for (key, measure) in all.into_iter().flat_map(Measures::iter) {
        let missing = match &measure.value {
            Value::Number(_) => None,
            Value::Missing(reason) => Some(reason.sentence()),
        };
        relation.push(&[
            Cell::Text(Some(key.metric.as_str())),
            Cell::Text(Some(key.entity.as_str())),
            Cell::Text(Some(&key.period.to_string())),
            Cell::Text(Some(key.scenario.as_str())),
            Cell::Text(Some(&key.dimension)),
            Cell::Number(measure.value.number()),
            Cell::Number(measure.low),
            Cell::Number(measure.high),
            Cell::Count(measure.n.map(whole)),
            Cell::Text(Some(&measure.unit)),
            Cell::Text(Some(measure.basis.as_str())),
            Cell::Text(missing.as_deref()),
            Cell::Count(Some(whole(measure.evidence_count))),
            Cell::Flag(Some(measure.is_partial)),
        ]);
    }
    relation.finish()
}
