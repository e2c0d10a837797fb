//! Zero or missing: which months the sources of an entity's table speak for.
//!
//! A source covers the whole months from its first row to its last, or its declared `covers`.
//! Sources that run side by side must all cover a month; one that ended before another began is
//! succeeded by it. A source that lost entries speaks for no month: a sum without them is a guess.
//! A table without business dates needs a source and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use arrow::array::RecordBatch;
use chrono::{Days, NaiveDate};
use qd_facts::tables;
use qd_model::{EntityKey, Month, SourceStatus};

use crate::input::PortfolioRun;
use crate::session::Columns;

/// What one source says of one table of one entity.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Span {
    source: String,
    /// First and last day, both included; `None` without rows and without `covers`.
    days: Option<(NaiveDate, NaiveDate)>,
    is_assumed: bool,
    is_unreadable: bool,
    /// Entries that were seen and not understood, where what is lost falsifies a sum.
    n_lost: u64,
}

/// The sources of every entity and table.
#[derive(Debug, Default)]
pub(crate) struct Coverage {
    spans: BTreeMap<EntityKey, BTreeMap<&'static str, Vec<Span>>>,
    /// Entities with assets on accounts that the chart does not have, none of them told to be cash.
    without_cash_account: BTreeSet<EntityKey>,
}

/// By entity and source: the first and last day of the rows, if the table has days.
type Seen = BTreeMap<(EntityKey, String), Option<(NaiveDate, NaiveDate)>>;

impl Coverage {
    /// Reads who gives what from the rows and the sources' statuses.
    pub(crate) fn new(
        portfolios: &[PortfolioRun],
        facts: &BTreeMap<&'static str, RecordBatch>,
        as_of: NaiveDate,
    ) -> Self {
        let seen = facts.iter().map(|(name, batch)| (*name, seen(name, batch)));
        let seen = seen.collect::<BTreeMap<_, _>>();
        let without_cash_account = facts.get("account").and_then(without_cash_account);
        let mut coverage = Self {
            without_cash_account: without_cash_account.unwrap_or_default(),
            ..Self::default()
        };
        let status_of = |entity: &EntityKey, source: &str| {
            let portfolio = portfolios.iter().find(|p| p.root.portfolio() == entity.portfolio())?;
            let given = portfolio.statuses.iter().filter(|s| s.source.as_str() == source);
            // A file of several entities stands under the root, or under one of them.
            given.min_by_key(|status| (status.entity != *entity, !status.entity.is_root()))
        };
        for (table, seen) in &seen {
            for ((entity, source), days) in seen {
                let status = status_of(entity, source);
                // A repository without a commit since the 10th has not ended.
                let stands = status.is_some_and(|status| status.kind == "git");
                let days =
                    days.map(|(first, last)| (first, if stands { last.max(as_of) } else { last }));
                coverage.add(entity, table, span(source, days, status));
            }
        }
        for portfolio in portfolios {
            for status in &portfolio.statuses {
                for table in declared_tables(portfolio, status) {
                    // A file of several entities is the root's, and says nothing of the root itself.
                    let is_shared = status.entity.is_root();
                    let is_own = |entity: &EntityKey| is_shared || *entity == status.entity;
                    let has_rows = seen.get(table).is_some_and(|seen| {
                        seen.keys().any(|(entity, source)| {
                            source == status.source.as_str()
                                && entity.portfolio() == portfolio.root.portfolio()
                                && is_own(entity)
                        })
                    });
                    if !has_rows {
                        let span = span(status.source.as_str(), None, Some(status));
                        coverage.add(&status.entity, table, span);
                    }
                }
            }
        }
        coverage
    }

    fn add(&mut self, entity: &EntityKey, table: &'static str, span: Span) {
        self.spans.entry(entity.clone()).or_default().entry(table).or_default().push(span);
    }

    fn spans(&self, entity: &EntityKey, table: &str) -> &[Span] {
        self.spans.get(entity).and_then(|own| own.get(table)).map_or(&[], Vec::as_slice)
    }

    /// Claims that an entity's books do not tell what of its assets is cash: a sum of none would be 0,
    /// which says that there is none.
    pub(crate) fn lacks_cash_account(&self, entity: &EntityKey) -> bool {
        self.without_cash_account.contains(entity)
    }

    /// Which of these tables no source gives for an entity.
    pub(crate) fn without_source(&self, entity: &EntityKey, needs: &[String]) -> Vec<String> {
        let lacks = |table: &&String| self.spans(entity, table).is_empty();
        needs.iter().filter(lacks).cloned().collect()
    }

    /// Claims that a source of one of these tables holds assumptions.
    pub(crate) fn is_assumed<'a>(
        &self,
        entity: &EntityKey,
        tables: impl IntoIterator<Item = &'a &'static str>,
    ) -> bool {
        let assumed = |table: &&'static str| self.spans(entity, table).iter().any(|s| s.is_assumed);
        tables.into_iter().any(assumed)
    }

    /// The first month that any source of an entity's dated tables covers.
    pub(crate) fn first_month_of(&self, entity: &EntityKey) -> Option<Month> {
        let dated = self.spans.get(entity)?.iter().filter(|(table, _)| is_dated(table));
        let spans = dated.flat_map(|(_, spans)| spans);
        spans.filter_map(|span| span.days).map(|(first, _)| Month::of(first)).min()
    }

    /// The first month that the sources of these tables cover.
    pub(crate) fn first_month(&self, entity: &EntityKey, needs: &[String]) -> Option<Month> {
        let dated = needs.iter().filter(|table| is_dated(table));
        let spans = dated.flat_map(|table| self.spans(entity, table));
        spans.filter_map(|span| span.days).map(|(first, _)| Month::of(first)).min()
    }

    /// What is missing in a month, each readable by itself: `jada-books ends 2026-08-20`.
    pub(crate) fn gaps(
        &self,
        entity: &EntityKey,
        needs: &[String],
        month: Month,
    ) -> BTreeSet<String> {
        let mut fields = BTreeSet::new();
        for table in needs.iter().filter(|table| is_dated(table)) {
            let spans = self.spans(entity, table);
            let begun = |span: &Span| span.days.is_some_and(|days| Month::of(days.0) <= month);
            for span in spans {
                // Nobody knows which months the lost entries belong to: none of them can be summed.
                match span.n_lost {
                    0 => {}
                    1 => _ = fields.insert(format!("{} has 1 entry left unread", span.source)),
                    n => _ = fields.insert(format!("{} has {n} entries left unread", span.source)),
                }
                let Some((_, last)) = span.days else {
                    let why = if span.is_unreadable { "could not be read" } else { "has no rows" };
                    fields.insert(format!("{} {why}", span.source));
                    continue;
                };
                let last_month = Month::of(last);
                let succeeded = |other: &Span| {
                    begun(other) && other.days.is_some_and(|d| Month::of(d.0) > last_month)
                };
                if begun(span) && last_month < month && !spans.iter().any(succeeded) {
                    fields.insert(format!("{} ends {last}", span.source));
                }
            }
            if !spans.iter().any(begun) {
                let earliest =
                    spans.iter().filter_map(|s| Some((s.days?.0, s))).min_by_key(|s| s.0);
                if let Some((first, span)) = earliest {
                    fields.insert(format!("{} begins {first}", span.source));
                }
            }
        }
        fields
    }
}

fn without_cash_account(accounts: &RecordBatch) -> Option<BTreeSet<EntityKey>> {
    let columns = Columns(accounts);
    let (entities, types) = (columns.texts("entity")?, columns.texts("account_type")?);
    let (is_cash, lines) = (columns.booleans("is_cash")?, columns.texts("statement_line")?);
    let (mut uncharted, mut told) = (BTreeSet::new(), BTreeSet::new());
    for row in 0..accounts.num_rows() {
        let Ok(entity) = EntityKey::parse(entities.text(row)) else { continue };
        if is_cash.get(row) == Some(true) {
            told.insert(entity);
        } else if types.text(row) == "asset" && lines.get(row).is_none() {
            uncharted.insert(entity);
        }
    }
    Some(uncharted.difference(&told).cloned().collect())
}

fn is_dated(table: &str) -> bool {
    tables::find(table).is_some_and(|table| table.business_date.is_some())
}

fn span(source: &str, days: Option<(NaiveDate, NaiveDate)>, status: Option<&SourceStatus>) -> Span {
    let covers = status.and_then(|status| status.covers);
    Span {
        source: source.to_owned(),
        days: covers.map(|(start, end)| (start, end - Days::new(1))).or(days),
        is_assumed: status.is_some_and(|status| status.is_assumed),
        is_unreadable: status.is_some_and(|status| status.is_missing),
        n_lost: status.filter(|status| is_summed(&status.kind)).map_or(0, |s| s.n_skipped),
    }
}

/// Claims that the entries of a kind of source add up, so that one left out makes a sum wrong.
fn is_summed(kind: &str) -> bool {
    matches!(kind, "ledger" | "bank" | "export" | "csv" | "cost")
}

/// The tables that a source gives, told by its rows, its declaration or its kind.
fn declared_tables(portfolio: &PortfolioRun, status: &SourceStatus) -> BTreeSet<&'static str> {
    let by_kind: &[&str] = match status.kind.as_str() {
        "ledger" | "bank" | "export" => &["posting"],
        "git" => &["repository", "git_commit"],
        "import" => &["secret_hit"],
        "infra" => &["resource"],
        "cost" => &["cost_line"],
        "handoff" => &["handoff", "handoff_item"],
        _ => &[],
    };
    let rows = status.rows.iter().map(|(table, _)| table.as_str());
    let declared = portfolio.source_tables.iter().filter(|(source, _)| *source == status.source);
    let names =
        rows.chain(declared.map(|(_, table)| table.as_str())).chain(by_kind.iter().copied());
    names.filter_map(tables::find).map(|table| table.name).collect()
}

fn seen(name: &str, batch: &RecordBatch) -> Seen {
    let columns = Columns(batch);
    let date_column = tables::find(name).and_then(|table| table.business_date);
    let (Some(entities), Some(sources)) = (columns.texts("entity"), columns.texts("source")) else {
        return Seen::new();
    };
    let dates = date_column.and_then(|column| columns.dates(column));
    // Rows of one entity and source stand together: few changes, few parsed keys.
    let mut by_text = BTreeMap::<(&str, &str), Option<(NaiveDate, NaiveDate)>>::new();
    for row in 0..batch.num_rows() {
        let days = by_text.entry((entities.text(row), sources.text(row))).or_default();
        if let Some(date) = dates.as_ref().and_then(|dates| dates.get(row)) {
            let (first, last) = days.unwrap_or((date, date));
            *days = Some((first.min(date), last.max(date)));
        }
    }
    let parsed = by_text.into_iter().filter_map(|((entity, source), days)| {
        Some(((EntityKey::parse(entity).ok()?, source.to_owned()), days))
    });
    parsed.collect()
}
