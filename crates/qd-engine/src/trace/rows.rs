//! Runs a metric's SELECT again, over single postings, and keeps its rows by entity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use qd_facts::Batches;
use qd_model::{Decimal, EntityKey, Evidence, MetricId, Period, Scenario, ViewId};

use super::Tracer;
use crate::EngineError;
use crate::catalog::{Body, Metric, Select};
use crate::engine::Engine;
use crate::relations::{self, Reader};
use crate::series::scenario_of;
use crate::session::{FactTable, Rows, Session, SqlError};

/// How many rows are kept for the next trace; what is beyond is read again.
const MAX_KEPT: usize = 200_000;

/// One row of a SELECT.
#[derive(Debug)]
pub(crate) struct SourceRow {
    pub(super) date: Option<NaiveDate>,
    /// The period that a `query` gives the row for; none for a snapshot.
    pub(super) period: Option<Period>,
    pub(super) scenario: Scenario,
    pub(super) member: Arc<str>,
    pub(super) value: Option<Decimal>,
    pub(super) commodity: Arc<str>,
    pub(super) place: Evidence,
}

/// The rows of a SELECT by entity, in order of date and place.
#[derive(Debug, Default)]
pub(crate) struct SourceRows {
    by_entity: BTreeMap<EntityKey, Vec<SourceRow>>,
    n_rows: usize,
}

impl SourceRows {
    /// One entity's rows; those without a date come first.
    pub(super) fn of(&self, entity: &EntityKey) -> &[SourceRow] {
        self.by_entity.get(entity).map_or(&[], Vec::as_slice)
    }

    fn read(rows: &Rows, metric: &Metric) -> Self {
        let columns = rows.columns();
        let (Some(entity), Some(value)) = (columns.texts("entity"), columns.numbers("value"))
        else {
            return Self::default();
        };
        let (date, period) = (columns.dates("date"), columns.texts("period"));
        let (scenario, commodity) = (columns.texts("scenario"), columns.texts("commodity"));
        let (file, line) = (columns.texts("file"), columns.numbers("line"));
        let members = metric.info.dimensions.iter().map(|name| (name, columns.texts(name)));
        let members = members.collect::<Vec<_>>();
        let is_query = matches!(metric.body, Body::Query(_));
        let mut words = Words::default();
        let mut keys = BTreeMap::<String, Option<EntityKey>>::new();
        let mut found = Self { n_rows: rows.len(), ..Self::default() };
        for row in 0..rows.len() {
            let owner = entity.text(row);
            if !keys.contains_key(owner) {
                keys.insert(owner.to_owned(), EntityKey::parse(owner).ok());
            }
            let Some(key) = &keys[owner] else { continue };
            let value = value.get(row).map(Decimal::normalized);
            if value.is_none() && !is_query {
                continue;
            }
            let named = members.iter().filter_map(|(name, column)| {
                let member = column.as_ref().and_then(|column| column.get(row));
                let absent = (!is_query).then_some("none");
                Some(format!("{name}={}", member.or(absent)?))
            });
            let member = words.word(&named.collect::<Vec<_>>().join(";"));
            let text = |column: &Option<crate::session::Texts>| {
                column.as_ref().and_then(|column| column.get(row).map(str::to_owned))
            };
            let source_row = SourceRow {
                date: date.as_ref().and_then(|dates| dates.get(row)),
                period: text(&period).and_then(|text| Period::parse(&text).ok()),
                scenario: scenario_of(text(&scenario).as_deref()),
                member,
                value,
                commodity: words.word(commodity.as_ref().map_or("", |column| column.text(row))),
                place: crate::evidence::place(
                    file.as_ref().map_or("", |column| column.text(row)),
                    line.as_ref().and_then(|column| column.get(row)),
                ),
            };
            match found.by_entity.get_mut(key) {
                Some(own) => own.push(source_row),
                None => _ = found.by_entity.insert(key.clone(), vec![source_row]),
            }
        }
        for own in found.by_entity.values_mut() {
            own.sort_by(|a, b| (a.date, &a.place, a.value).cmp(&(b.date, &b.place, b.value)));
        }
        found
    }
}

/// Words that many rows share.
#[derive(Default)]
struct Words(BTreeSet<Arc<str>>);

impl Words {
    fn word(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.0.get(text) {
            return Arc::clone(known);
        }
        let word = Arc::<str>::from(text);
        self.0.insert(Arc::clone(&word));
        word
    }
}

/// What an engine's traces have read, over everything.
#[derive(Default)]
pub(crate) struct Traced(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    postings: Option<Postings>,
    rows: BTreeMap<MetricId, Arc<SourceRows>>,
    n_rows: usize,
}

impl Traced {
    fn rows(&self, engine: &Engine, metric: &Metric) -> Result<Arc<SourceRows>, EngineError> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rows) = kept.rows.get(&metric.info.id) {
            return Ok(Arc::clone(rows));
        }
        if kept.postings.is_none() {
            let reader = Reader::Everything(&engine.portfolios);
            let measures = engine.workspace.measures();
            kept.postings = Some(Postings::new(engine, reader, &engine.facts, measures, true)?);
        }
        let postings = kept.postings.as_mut().expect("just made");
        let rows = Arc::new(postings.run(engine, metric)?);
        if kept.n_rows + rows.n_rows <= MAX_KEPT {
            kept.n_rows += rows.n_rows;
            kept.rows.insert(metric.info.id.clone(), Arc::clone(&rows));
        }
        Ok(rows)
    }
}

/// A session where `posting` stands in place of `posting_day`.
pub(super) struct Postings {
    session: Session,
    views: BTreeSet<ViewId>,
    /// Claims that views over everything hold here as well.
    is_everything: bool,
}

impl Postings {
    fn new(
        engine: &Engine,
        reader: Reader<'_>,
        facts: &Batches,
        measures: arrow::array::RecordBatch,
        is_everything: bool,
    ) -> Result<Self, EngineError> {
        let session = engine.workspace.session.sibling();
        relations::put_facts(&session, reader, facts)?;
        relations::put_setup(&session, reader, engine.as_of(), &engine.shared.parameters);
        session.put_rows("measure", measures);
        let single = "SELECT entity, source, date, account, account_type, commodity, \
             weight_commodity, counterparty, CAST(amount AS DECIMAL(28, 12)) AS amount, \
             CAST(weight AS DECIMAL(28, 12)) AS weight, n_postings, file, line FROM posting";
        let single = session.run(single).map_err(|error| EngineError::Facts {
            table: "posting".into(),
            message: error.message,
        })?;
        session.put("posting_day", FactTable::with_evidence(single.batch));
        Ok(Self { session, views: BTreeSet::new(), is_everything })
    }

    fn run(&mut self, engine: &Engine, metric: &Metric) -> Result<SourceRows, EngineError> {
        let Some(select) = metric.select() else { return Ok(SourceRows::default()) };
        let catalog = &engine.shared.catalog;
        for id in &catalog.view_order {
            if select.opened.contains(id.as_str()) && !self.views.contains(id) {
                let view = &catalog.views[id].select;
                let depends = ["posting_day", "measure"].map(|name| view.opened.contains(name));
                let batch = match self.is_everything && depends == [false; 2] {
                    true => engine.workspace.view(catalog, id)?,
                    false => self.collect(view)?.batch,
                };
                self.session.put_rows(id.as_str(), batch);
                self.views.insert(id.clone());
            }
        }
        Ok(SourceRows::read(&self.collect(select)?, metric))
    }

    fn collect(&self, select: &Select) -> Result<Rows, EngineError> {
        let wrong = |error: SqlError| EngineError::Catalog(vec![select.sql_problem(&error)]);
        let planned = self.session.plan(&select.parsed).map_err(wrong)?;
        self.session.collect(&planned).map_err(wrong)
    }
}

impl Tracer<'_> {
    /// The rows of a metric's SELECT: over everything, or over a partial scope where it spans
    /// entities; over other facts than the run's, where it was given some.
    pub(super) fn rows(&mut self, id: &MetricId) -> Result<Arc<SourceRows>, EngineError> {
        let Some(metric) = self.metric(id) else { return Ok(Arc::default()) };
        let is_shared = self.scope.is_whole || !metric.is_over_scope;
        if is_shared && self.facts.is_none() {
            return self.engine.traced.rows(self.engine, metric);
        }
        if let Some(rows) = self.scoped_rows.get(id) {
            return Ok(Arc::clone(rows));
        }
        if self.scoped.is_none() {
            let reader = match self.scope.is_whole {
                true => Reader::Everything(&self.engine.portfolios),
                false => Reader::Only(self.portfolio, &self.scope.entities),
            };
            let measures = relations::measures([&self.computed.measures]);
            let facts = self.facts.as_ref().unwrap_or(&self.engine.facts);
            self.scoped = Some(Postings::new(self.engine, reader, facts, measures, false)?);
        }
        let postings = self.scoped.as_mut().expect("just made");
        let rows = Arc::new(postings.run(self.engine, metric)?);
        self.scoped_rows.insert(id.clone(), Arc::clone(&rows));
        Ok(rows)
    }
}
