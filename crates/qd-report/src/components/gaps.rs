//! `gaps`: what is missing, why, and whose it is. Nothing that could not be read counts as clean.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::report::{Block, Cell, Component as Kind, Span, TableRow};
use qd_model::{EntityKey, Level, MeasureKey, Reason, Value};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Builder, Draft, column};
use crate::format;

/// Gaps.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Gaps {
    title: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
}

fn default_limit() -> usize {
    12
}

/// What is missing for one reason, and of whom.
struct Gap {
    what: Vec<Span>,
    why: String,
    whose: Vec<EntityKey>,
}

impl Component for Gaps {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let gaps = gaps(builder);
        let columns = vec![column("Missing", None), column("Whose", None)];
        let mut draft = Draft::new(Kind::Gaps, self.title.as_deref(), columns);
        for gap in gaps.iter().take(self.limit) {
            let names = gap.whose.iter().map(|entity| entity_name(builder, entity));
            let mut whose = Vec::new();
            for name in names {
                whose.extend((!whose.is_empty()).then(|| Span::text(", ")));
                whose.push(name);
            }
            draft.row(TableRow {
                cells: vec![Cell::spans(gap.what.clone()), Cell::spans(whose)],
                detail: vec![Span::outside(gap.why.as_str())],
                ..TableRow::default()
            });
        }
        draft.set_more(gaps.len().saturating_sub(self.limit));
        draft.set_empty(
            "no source is missing or behind; a figure without a value says why where it stands",
        );
        draft.set_footer(diagnostics(builder));
        vec![Block::Table(draft.finish())]
    }
}

/// The closing section of a report whose template has none; nothing if nothing is missing.
pub(crate) fn closing(builder: &mut Builder<'_>) -> Vec<Block> {
    if gaps(builder).is_empty() && diagnostics(builder).is_empty() {
        return Vec::new();
    }
    let heading = Block::Heading { level: 2, text: vec![Span::text("Gaps")] };
    let gaps = Gaps { title: None, limit: default_limit() };
    std::iter::once(heading).chain(gaps.assemble(builder)).collect()
}

fn gaps(builder: &Builder<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for source in builder.sources() {
        let why = match (source.is_missing, builder.is_stale(source), source.last_date) {
            (true, _, _) => format!("could not be read: {}", source.path),
            (false, true, Some(last)) => {
                format!(
                    "ends {last}, before {}",
                    format::period(builder.period, builder.ctx.locale)
                )
            }
            (false, true, None) => {
                format!("ends before {}", format::period(builder.period, builder.ctx.locale))
            }
            (false, false, _) if source.n_skipped > 0 => {
                let n_lost = usize::try_from(source.n_skipped).unwrap_or(usize::MAX);
                let what = format::quantity(n_lost, "entry", "entries", builder.ctx.locale);
                format!("{what} left unread: {}", source.path)
            }
            (false, false, _) => continue,
        };
        let what = vec![Span::text("source "), Span::outside(source.source.as_str())];
        gaps.push(Gap { what, why, whose: vec![source.entity.clone()] });
    }
    // Of metrics that this document prints, for every entity that it is about. Those that lack the
    // same thing are one gap: the reader mends a source, not a number.
    let mut titles = BTreeMap::<(EntityKey, String), BTreeSet<String>>::new();
    for (key, measure) in builder.evaluation.measures.iter() {
        let Value::Missing(Reason::Insufficient { fields }) = &measure.value else { continue };
        let is_shown = builder.is_about(&key.entity)
            && key.period == builder.period
            && key.dimension.is_empty()
            && key.scenario == qd_model::Scenario::Actual
            && builder.used.contains(&key.metric)
            && builder.metric(&key.metric).is_some_and(|metric| builder.may_see(&metric.roles))
            && !is_another_business(builder, key, fields);
        if is_shown {
            let why = (key.entity.clone(), fields.join(", "));
            titles.entry(why).or_default().insert(builder.metric_title(&key.metric));
        }
    }
    let mut alike = BTreeMap::<(String, BTreeSet<String>), Vec<EntityKey>>::new();
    for ((entity, why), titles) in titles {
        alike.entry((why, titles)).or_default().push(entity);
    }
    for ((why, titles), whose) in alike {
        let what = match titles.iter().collect::<Vec<_>>().as_slice() {
            [first, second, third, rest @ ..] if !rest.is_empty() => {
                let more = format::quantity(rest.len(), "more", "more", builder.ctx.locale);
                format!("{first}, {second}, {third} and {more}")
            }
            _ => titles.into_iter().collect::<Vec<_>>().join(", "),
        };
        gaps.push(Gap { what: vec![Span::text(what)], why, whose });
    }
    gaps
}

/// Claims that a venture lacks a source because it does another kind of business: the portfolio's
/// own figure is there without it.
fn is_another_business(builder: &Builder<'_>, key: &MeasureKey, fields: &[String]) -> bool {
    let has_no_source = fields.iter().all(|field| field.starts_with("no source of"));
    if !has_no_source || !builder.subject.is_root() || key.entity.is_root() {
        return false;
    }
    let root = MeasureKey { entity: builder.subject.clone(), ..key.clone() };
    let of_root = builder.evaluation.measures.get(&root).map(|measure| &measure.value);
    !matches!(of_root, None | Some(Value::Missing(Reason::Insufficient { .. })))
}

/// How much the readers could not understand, if anything.
fn diagnostics(builder: &Builder<'_>) -> Vec<Span> {
    let sources = builder.sources().map(|source| source.source.as_str()).collect::<Vec<_>>();
    let of_level = |level| {
        let found = builder.evaluation.diagnostics.iter();
        found.filter(|d| d.level == level && sources.contains(&d.source.as_str())).count()
    };
    let (n_errors, n_warnings) = (of_level(Level::Error), of_level(Level::Warning));
    if n_errors + n_warnings == 0 {
        return Vec::new();
    }
    let errors = format::quantity(n_errors, "error", "errors", builder.ctx.locale);
    let warnings = format::quantity(n_warnings, "warning", "warnings", builder.ctx.locale);
    vec![
        Span::text(format!("Readers reported {errors} and {warnings}: ")),
        Span::Code("quarterdeck doctor".into()),
        Span::text(" lists them."),
    ]
}
