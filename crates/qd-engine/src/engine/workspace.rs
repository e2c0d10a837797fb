//! A session with the catalog's views: each runs once, when something first reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use qd_model::ViewId;

use crate::EngineError;
use crate::catalog::{Catalog, Select};
use crate::relations;
use crate::session::{Planned, Rows, Session};

/// Tables, and the views that have run over them.
pub(crate) struct Workspace {
    pub(crate) session: Arc<Session>,
    views: Mutex<BTreeMap<ViewId, RecordBatch>>,
    has_days: AtomicBool,
}

impl Workspace {
    /// Starts over a session's tables.
    pub(crate) fn new(session: Arc<Session>) -> Self {
        Self { session, views: Mutex::default(), has_days: AtomicBool::new(false) }
    }

    /// Plans a SELECT, after the views that it reads have run.
    pub(crate) fn plan(&self, catalog: &Catalog, select: &Select) -> Result<Planned, EngineError> {
        for id in &catalog.view_order {
            if select.opened.contains(id.as_str()) {
                self.view(catalog, id)?;
            }
        }
        self.prepare(&select.opened)?;
        self.session.plan(&select.parsed).map_err(|error| sql(select, &error))
    }

    /// Puts relations in place that are made only when something reads them.
    pub(crate) fn prepare(&self, relations: &BTreeSet<String>) -> Result<(), EngineError> {
        if relations.contains("posting_day") && !self.has_days.swap(true, Ordering::Relaxed) {
            relations::put_posting_day(&self.session)?;
        }
        Ok(())
    }

    /// Runs a planned SELECT.
    pub(crate) fn collect(&self, select: &Select, planned: &Planned) -> Result<Rows, EngineError> {
        self.session.collect(planned).map_err(|error| sql(select, &error))
    }

    /// A view's rows.
    pub(crate) fn view(&self, catalog: &Catalog, id: &ViewId) -> Result<RecordBatch, EngineError> {
        let known = || self.views.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(batch) = known().get(id) {
            return Ok(batch.clone());
        }
        let select = &catalog.views[id].select;
        let planned = self.plan(catalog, select)?;
        let batch = self.collect(select, &planned)?.batch;
        self.session.put_rows(id.as_str(), batch.clone());
        known().insert(id.clone(), batch.clone());
        Ok(batch)
    }

    /// Puts other measures in place; views that read them run again.
    pub(crate) fn put_measures(&self, measures: RecordBatch) {
        self.session.put_rows("measure", measures);
    }

    /// Forgets the views that read measures.
    pub(crate) fn forget_scoped_views(&self, catalog: &Catalog) {
        let mut known = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|id, _| !catalog.views[id].select.opened.contains("measure"));
    }
}

/// Says where in the catalog SQL went wrong.
pub(crate) fn sql(select: &Select, error: &crate::session::SqlError) -> EngineError {
    EngineError::Catalog(vec![select.sql_problem(error)])
}

/// Plans recurse deeply in unoptimised builds: they run where there is room.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    const STACK_BYTES: usize = 64 << 20;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
        match thread.expect("the system gives a thread").join() {
            Ok(value) => value,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
