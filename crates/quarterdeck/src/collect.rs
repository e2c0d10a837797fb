//! From sources to facts: every reader of the configuration, and the tables that the configuration
//! itself declares.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use chrono::NaiveDate;
use qd_facts::{
    Batches, CollectContext, Collected, Facts, Row, SecretSink, SourceSpec, business_span, join,
    status_of,
};
use qd_model::{Diagnostic, EntityKey, Evidence, SourceId, SourceStatus};

use crate::config::Config;

/// Everything that the sources of a portfolio gave.
pub(crate) struct Gathered {
    /// The facts, those of the configuration included.
    pub(crate) facts: Batches,
    /// What became of each source.
    pub(crate) statuses: Vec<SourceStatus>,
    /// What was not understood, secrets masked.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads every source, two at a time, and keeps their order.
pub(crate) fn collect(
    config: &Config,
    as_of: NaiveDate,
    secrets: &dyn SecretSink,
    progress: &(dyn Fn(&SourceSpec) + Sync),
) -> Gathered {
    let context = context(config, as_of, secrets);
    let (next, results) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        while let Some((index, spec)) = claim(&next, &config.sources) {
            progress(spec);
            let collected = read(spec, &context);
            results
                .lock()
                .expect("no reader panics while it holds the list")
                .push((index, collected));
        }
    };
    thread::scope(|scope| {
        let workers =
            thread::available_parallelism().map_or(1, usize::from).min(config.sources.len());
        (1..workers).for_each(|_| drop(scope.spawn(work)));
        work();
    });
    let mut results = results.into_inner().expect("the readers have ended");
    results.sort_by_key(|(index, _)| *index);
    let mut gathered =
        Gathered { facts: Batches::new(), statuses: Vec::new(), diagnostics: Vec::new() };
    let mut parts = vec![declared(config).finish()];
    for (spec, (_, mut collected)) in config.sources.iter().zip(results) {
        let facts = std::mem::take(&mut collected.facts);
        let counts = facts.counts();
        let batches = facts.finish();
        let mut status = status_of(spec, &collected, business_span(&batches, as_of));
        status.rows = counts;
        gathered.statuses.push(status);
        gathered.diagnostics.append(&mut collected.diagnostics);
        parts.push(batches);
    }
    let keys = config.entities.iter().map(|entity| entity.key.clone()).collect::<Vec<_>>();
    if let Some(claims) = qd_sources::claims::collect(&context, &keys) {
        gathered.diagnostics.extend(claims.diagnostics);
        parts.push(claims.facts.finish());
    }
    gathered.facts = join(&parts);
    for diagnostic in &mut gathered.diagnostics {
        diagnostic.message = secrets.mask(&diagnostic.message);
    }
    gathered
}

/// What readers are told about the portfolio.
pub(crate) fn context<'a>(
    config: &'a Config,
    as_of: NaiveDate,
    secrets: &'a dyn SecretSink,
) -> CollectContext<'a> {
    CollectContext {
        folder: &config.folder,
        root: &config.root,
        timezone: config.timezone,
        currency: &config.currency,
        chart: &config.chart,
        as_of,
        secrets,
    }
}

fn claim<'s>(next: &AtomicUsize, sources: &'s [SourceSpec]) -> Option<(usize, &'s SourceSpec)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    sources.get(index).map(|spec| (index, spec))
}

fn read(spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
    let reader = qd_sources::find(&spec.kind).expect("the configuration checked the kind");
    reader.collect(spec, context)
}

/// The tables that the configuration declares: parameters, people.
fn declared(config: &Config) -> Facts {
    let source = SourceId::new("configuration").expect("a kebab word");
    let mut facts = Facts::default();
    let mut push = |entity: &EntityKey, place: &Evidence, row: Row| {
        // Digits beyond the column's are refused by the configuration's own limits.
        facts.push(entity, &source, place, &row).expect("the configuration was checked");
    };
    for parameter in &config.parameters {
        let row = Row::of("parameter")
            .set("name", parameter.name.as_str())
            .set("value", parameter.value)
            .set("unit", parameter.unit.clone())
            .set("assumed", parameter.is_assumed)
            .set("note", parameter.source.clone());
        push(&parameter.entity, &parameter.place, row);
    }
    for person in &config.people {
        let row = Row::of("person")
            .set("id", person.id.as_str())
            .set("name", person.name.clone())
            .set("hours_per_day", person.hours_per_day)
            .set("hour_value", person.hour_value)
            .set("commodity", config.currency.as_str());
        push(&config.root, &person.place, row);
    }
    facts
}
