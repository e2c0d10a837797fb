//! The rows of books that editions remember: kept with what an edition is made from, and held against
//! the rows of now to say which ones changed a closed period.
//!
//! The engine knows what is remembered and what became of it; here it is kept, found and put beside
//! what documents print.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use qd_delivery::{EditionRecord, Outbox, RowRecord, Sha256Hex};
use qd_engine::{Books, Changes, Contribution, RowChange};
use qd_model::{EntityKey, Evaluation, FigureId, Role, Scope};
use qd_report::{Previous, RestatedRow, Template, restated};

use crate::mail::delivery_problem;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

/// How many restated figures are opened down to their rows: more than any document prints.
const MAX_FIGURES: usize = 100;

/// Keeps which rows the books of a run have up to its day.
pub(crate) fn keep(run: &Run, outbox: &Outbox) -> Result<Sha256Hex, Problem> {
    let marks = run.secrets.row_marks();
    let kept = books(run, run.as_of).kept();
    let months = kept.values().map(Vec::as_slice).collect::<Vec<_>>();
    let hashes = outbox.keep_all(&months).map_err(delivery_problem)?;
    let months = kept.into_keys().zip(hashes).collect();
    let record = RowRecord { through: run.as_of, key: marks.key_name(), months };
    let record = serde_json::to_vec(&record)
        .map_err(|error| Problem::bug(format!("a record of rows is no JSON: {error}")))?;
    outbox.keep(&record).map_err(delivery_problem)
}

fn books(run: &Run, through: chrono::NaiveDate) -> Books {
    let (marks, guard) = (run.secrets.row_marks(), run.secrets.guard());
    run.engine.books(through, &|content| marks.mark(content), &|name| guard.mask(name))
}

/// What became of the rows of earlier editions, each record read once.
pub(crate) struct KeptRows<'a> {
    run: &'a Run,
    outbox: &'a Outbox,
    known: RefCell<BTreeMap<Sha256Hex, Option<Rc<Changes>>>>,
}

impl<'a> KeptRows<'a> {
    pub(crate) fn new(run: &'a Run, outbox: &'a Outbox) -> Self {
        Self { run, outbox, known: RefCell::default() }
    }

    /// The rows of now against those of an edition; `None` if it kept no record that can be read here.
    pub(crate) fn since(&self, edition: &EditionRecord) -> Result<Option<Rc<Changes>>, Problem> {
        let origin = edition.origin.as_ref();
        let Some(sha256) = origin.and_then(|origin| origin.rows.as_ref()) else {
            return Ok(None);
        };
        if let Some(known) = self.known.borrow().get(sha256) {
            return Ok(known.clone());
        }
        let found = self.read(sha256)?.map(Rc::new);
        self.known.borrow_mut().insert(sha256.clone(), found.clone());
        Ok(found)
    }

    fn read(&self, sha256: &Sha256Hex) -> Result<Option<Changes>, Problem> {
        let record = self.outbox.row_record(sha256).map_err(delivery_problem)?;
        if record.key != self.run.secrets.row_marks().key_name() {
            return Ok(None);
        }
        let now = books(self.run, record.through);
        let mut differing = BTreeMap::new();
        let kept = now.kept();
        for month in record.months.keys().chain(kept.keys()) {
            let then = record.months.get(month);
            let here = kept.get(month).map(|bytes| Sha256Hex::of(bytes));
            if then == here.as_ref() || differing.contains_key(month) {
                continue;
            }
            let bytes = then.map(|sha256| self.outbox.kept(sha256)).transpose();
            differing.insert(month.clone(), bytes.map_err(delivery_problem)?);
        }
        let changes = self.run.engine.row_changes(&now, &differing);
        let changes = changes.map_err(|error| {
            Problem::bug(format!("a record of rows does not read back: {error}"))
        })?;
        Ok(Some(changes))
    }

    /// Puts the rows behind restated figures beside what an earlier edition printed.
    pub(crate) fn put(
        &self,
        edition: &EditionRecord,
        previous: &mut Previous,
        document: (&Template, &Evaluation, &EntityKey),
    ) -> Result<(), Problem> {
        let (template, evaluation, subject) = document;
        let mut ids = restated(template, evaluation, subject, previous);
        ids.truncate(MAX_FIGURES);
        if ids.is_empty() {
            return Ok(());
        }
        let Some(changes) = self.since(edition)? else { return Ok(()) };
        let scope = &evaluation.scope;
        previous.rows = Some(self.rows_of(scope, &template.role, &ids, &changes)?);
        let renamed = changes.renamed.iter().filter(|(entity, ..)| scope.sees(entity));
        previous.renamed = renamed.cloned().collect();
        Ok(())
    }

    fn rows_of(
        &self,
        scope: &Scope,
        role: &Role,
        ids: &[FigureId],
        changes: &Changes,
    ) -> Result<BTreeMap<FigureId, Vec<RestatedRow>>, Problem> {
        let found = self.run.engine.changed_rows_of(scope, role, ids, &changes.rows);
        let found = found.map_err(engine_problem)?;
        let row = |one: Contribution| restated_row(&changes.rows, one);
        let rows =
            |(id, own): (FigureId, Vec<Contribution>)| (id, own.into_iter().map(row).collect());
        Ok(found.into_iter().map(rows).collect())
    }
}

fn restated_row(changes: &[RowChange], one: Contribution) -> RestatedRow {
    let change = &changes[one.change];
    let twin = change.twin.map(|twin| &changes[twin]);
    let now = change.now.as_ref();
    // What a SELECT does not tell is said as the journal has it.
    let (value, commodity) = match one.value {
        Some(value) => (Some(value), one.commodity),
        None => (change.amount, change.commodity.clone()),
    };
    let commodity = if commodity.is_empty() { change.commodity.clone() } else { commodity };
    RestatedRow {
        is_gone: now.is_none(),
        date: change.date,
        account: change.account.clone(),
        words: now.map(|now| now.words.clone()).unwrap_or_default(),
        count: change.count,
        value,
        commodity,
        place: now.map(|now| now.place.clone()),
        moved: twin.map(|twin| (twin.date, twin.account.clone())),
    }
}
