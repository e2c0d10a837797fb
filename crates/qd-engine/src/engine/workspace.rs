//! A session with the catalog's views: each runs once, when something first reads it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use arrow::array::RecordBatch;
use qd_model::ViewId;

use crate::EngineError;
use crate::catalog::{Catalog, Select};
use crate::relations;
use crate::session::{Planned, Rows, Session};

/// Tables, and the views that have run over them.
pub(crate) struct Workspace {
    pub(crate) session: Arc<Session>,
    views: Mutex<BTreeMap<ViewId, Arc<OnceLock<Ran>>>>,
    days: OnceLock<Result<(), Arc<EngineError>>>,
}

impl Workspace {
    /// Starts over a session's tables.
    pub(crate) fn new(session: Arc<Session>) -> Self {
        Self { session, views: Mutex::default(), days: OnceLock::new() }
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
        if relations.contains("posting_day") {
            let put = || relations::put_posting_day(&self.session).map_err(Arc::new);
            return self.days.get_or_init(put).clone().map_err(again);
        }
        Ok(())
    }

    /// Runs a planned SELECT.
    pub(crate) fn collect(&self, select: &Select, planned: &Planned) -> Result<Rows, EngineError> {
        self.session.collect(planned).map_err(|error| sql(select, &error))
    }

    /// A view's rows. Two threads that need one view run it once; the later one waits.
    pub(crate) fn view(&self, catalog: &Catalog, id: &ViewId) -> Result<RecordBatch, EngineError> {
        let cell = {
            let mut known = self.views.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(id.clone()).or_default())
        };
        cell.get_or_init(|| self.run_view(catalog, id).map_err(Arc::new)).clone().map_err(again)
    }

    fn run_view(&self, catalog: &Catalog, id: &ViewId) -> Result<RecordBatch, EngineError> {
        let select = &catalog.views[id].select;
        let planned = self.plan(catalog, select)?;
        let batch = self.collect(select, &planned)?.batch;
        self.session.put_rows(id.as_str(), batch.clone());
        Ok(batch)
    }

    /// Puts other measures in place; views that read them run again.
    pub(crate) fn put_measures(&self, measures: RecordBatch) {
        self.session.put_rows("measure", measures);
    }

    /// The measures that are in place.
    pub(crate) fn measures(&self) -> RecordBatch {
        let none = || relations::measures(std::iter::empty());
        self.session.rows("measure").unwrap_or_else(none)
    }

    /// Forgets the views that read measures.
    pub(crate) fn forget_scoped_views(&self, catalog: &Catalog) {
        let mut known = self.views.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|id, _| !catalog.views[id].select.opened.contains("measure"));
    }
}

/// A view's rows, or why there are none; each of its readers says so.
type Ran = Result<RecordBatch, Arc<EngineError>>;

fn again(error: Arc<EngineError>) -> EngineError {
    match &*error {
        EngineError::Catalog(mistakes) => EngineError::Catalog(mistakes.clone()),
        other => EngineError::Facts { table: "view".into(), message: other.to_string() },
    }
}

/// Does independent work on two threads; results come in the order of the items.
pub(crate) fn side_by_side<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    const FEW: usize = 2;
    if items.len() < FEW {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut done = std::thread::scope(|scope| {
        let other = scope.spawn(|| on_large_stack(take));
        let mut done = take();
        match other.join() {
            Ok(more) => done.extend(more),
            Err(panic) => std::panic::resume_unwind(panic),
        }
        done
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, value)| value).collect()
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
