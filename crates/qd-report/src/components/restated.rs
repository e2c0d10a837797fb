//! `restated`: figures of closed periods that are not what the last edition printed.
//!
//! A period that is over should stay as it was reported. What changed since is named, with what was
//! said, what holds now, and which rows of the books came or went; nothing is said to be wrong.

use std::collections::BTreeMap;

use qd_model::report::{Block, Cell, Component as Kind, Place, RowStyle, Span, Spans, TableRow};
use qd_model::{EntityKey, Evaluation, Evidence, FigureId, Period, Role, Scenario, Unit, Value};
use serde::Deserialize;

use super::{Component, entity_name};
use crate::assemble::{Builder, CellFigure, Draft, Previous, RestatedRow, column, number_column};
use crate::format;
use crate::template::{Part, Template};

/// The restatement alarm.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Restated {
    title: Option<String>,
    #[serde(default = "default_limit")]
    limit: usize,
    /// How many rows are named below a figure.
    #[serde(default = "default_rows")]
    rows: usize,
}

fn default_limit() -> usize {
    12
}

fn default_rows() -> usize {
    5
}

/// The figures of closed periods that a document of this template would name as restated; none where
/// it has no such component. What is known of their rows belongs into [`Previous::rows`].
pub fn restated(
    template: &Template,
    evaluation: &Evaluation,
    subject: &EntityKey,
    previous: &Previous,
) -> Vec<FigureId> {
    let is_one = |part: &Part| matches!(part, Part::Component { name: "restated", .. });
    if !template.parts.iter().any(is_one) {
        return Vec::new();
    }
    let changed = changed(evaluation, &template.role, subject, previous);
    changed.into_iter().map(|(id, _)| id).collect()
}

impl Component for Restated {
    fn assemble(&self, builder: &mut Builder<'_>) -> Vec<Block> {
        let columns = vec![
            column("Figure", None),
            column("Period", None),
            number_column("As reported", None),
            number_column("Now", None),
            number_column("Difference", Some(1)),
        ];
        let mut draft = Draft::new(Kind::Table, self.title.as_deref(), columns);
        let previous = builder.ctx.previous.as_ref();
        let changed = previous
            .map(|previous| changed(builder.evaluation, builder.role, builder.subject, previous));
        let changed = changed.unwrap_or_default();
        let mut told = BTreeMap::new();
        for (id, reported) in changed.iter().take(self.limit) {
            let mut row = row(id, reported, builder, &mut draft);
            let rows = previous.and_then(|previous| previous.rows.as_ref());
            let rows = rows.map(|rows| rows.get(id).map_or(&[][..], Vec::as_slice));
            let name = (builder.metric_title(&id.key().metric), id.key().period);
            // A number that is missing now says why itself; which rows did it is not asked.
            let now = builder.evaluation.measures.get(id.key());
            if now.is_some_and(|now| now.value.number().is_some()) {
                row.detail = self.detail(rows, &name, &mut told, builder);
            }
            let is_told = !row.detail.is_empty();
            draft.row(row);
            for (index, one) in rows.unwrap_or_default().iter().enumerate().take(self.rows) {
                if !is_told {
                    let row = row_of_book(id, index, one, builder, &mut draft);
                    draft.row(row);
                }
            }
            let n_more = rows.unwrap_or_default().len().saturating_sub(self.rows);
            if !is_told && n_more > 0 {
                let more = format::quantity(n_more, "more row", "more rows", builder.ctx.locale);
                let cells = vec![Cell::spans(vec![Span::text(format!("and {more}"))])];
                let cells = cells.into_iter().chain(vec![Cell::default(); 4]).collect();
                draft.row(TableRow { style: RowStyle::Sub, cells, ..TableRow::default() });
            }
        }
        draft.set_more(changed.len().saturating_sub(self.limit));
        draft.set_footer(footer(!changed.is_empty(), builder));
        draft.set_empty(match &builder.ctx.previous {
            None => "no earlier edition was sent, so there is nothing to compare with",
            Some(_) => "every closed period is as it was reported",
        });
        vec![Block::Table(draft.finish())]
    }
}

/// What makes rows behind two figures the same rows.
type Named = Vec<(bool, chrono::NaiveDate, String, usize, Option<Evidence>)>;

impl Restated {
    /// What is said of a figure's rows in place of them; nothing where they follow.
    fn detail(
        &self,
        rows: Option<&[RestatedRow]>,
        name: &(String, Period),
        told: &mut BTreeMap<Named, (String, Period)>,
        builder: &Builder<'_>,
    ) -> Spans {
        let Some(rows) = rows else { return Vec::new() };
        if rows.is_empty() {
            let words = "no row of the books behind it is different: a name, a rate, a definition or \
                         another source is";
            return vec![Span::text(words)];
        }
        let named = rows
            .iter()
            .map(|row| (row.is_gone, row.date, row.account.clone(), row.count, row.place.clone()));
        match told.get(&named.clone().collect::<Named>()) {
            Some((title, period)) => {
                let period = format::period(*period, builder.ctx.locale);
                vec![Span::text(format!("by the rows of {title}, {period}"))]
            }
            None => {
                told.insert(named.collect(), name.clone());
                Vec::new()
            }
        }
    }
}

/// What holds for all rows: that nothing is known of them, and which accounts have another name.
fn footer(has_rows: bool, builder: &Builder<'_>) -> Spans {
    let Some(previous) = builder.ctx.previous.as_ref().filter(|_| has_rows) else {
        return Vec::new();
    };
    if previous.rows.is_none() {
        let words = format!(
            "Which rows changed is not known: edition {} kept no record of its rows that can be read \
             here.",
            previous.edition
        );
        return vec![Span::text(words)];
    }
    let mut spans = Spans::new();
    for (_, old, new) in previous.renamed.iter().filter(|(key, ..)| builder.is_about(key)) {
        let (old, new) = (Span::outside(old.as_str()), Span::outside(new.as_str()));
        let lead = if spans.is_empty() { "Renamed, with the same rows: " } else { ", " };
        spans.extend([Span::text(lead), old, Span::text(" is "), new]);
    }
    spans
}

/// What the last edition printed of periods that were over, and what is another number now.
fn changed(
    evaluation: &Evaluation,
    role: &Role,
    subject: &EntityKey,
    previous: &Previous,
) -> Vec<(FigureId, Value)> {
    let root = &evaluation.scope.root;
    let figures = previous.figures.iter().filter(|(id, _)| !previous.partial.contains(*id));
    let changed = figures.filter_map(|(id, reported)| {
        let id = FigureId::parse(id, root).ok()?;
        let key = id.key();
        let metric = evaluation.metrics.get(&key.metric)?;
        let is_about = subject.is_root() || key.entity == *subject;
        let is_shown = metric.roles.contains(role) && is_about;
        // What has no history, as a register of today's, says nothing of an earlier month.
        let now = evaluation.measures.get(key)?.value.clone();
        // A reason may be worded anew; a number that came or went is a change.
        let is_same = match (reported, &now) {
            (Value::Number(then), Value::Number(now)) => then == now,
            (Value::Missing(_), Value::Missing(_)) => true,
            _ => false,
        };
        (key.scenario == Scenario::Actual && is_shown && !is_same).then(|| (id, reported.clone()))
    });
    let mut changed = changed.collect::<Vec<_>>();
    changed.sort_by(|(a, _), (b, _)| b.key().period.cmp(&a.key().period).then(a.cmp(b)));
    changed
}

fn row(id: &FigureId, reported: &Value, builder: &mut Builder<'_>, draft: &mut Draft) -> TableRow {
    let key = id.key().clone();
    let title = builder.metric_title(&key.metric);
    let unit = builder.metric(&key.metric).map_or(Unit::Count, |metric| metric.unit.clone());
    let now = builder.measure(key.clone(), Place::Cell);
    let commodity = builder.figure(now).commodity.clone();
    let difference = match (reported, &builder.figure(now).value) {
        (Value::Number(then), Value::Number(now)) => now.sub(*then).ok(),
        _ => None,
    };
    let number = builder.ctx.previous.as_ref().map_or(0, |previous| previous.edition);
    let edition = format!("edition {number}");
    let mut add = |what: &str, value: Option<Value>| {
        let Some(value) = value else { return Cell::default() };
        let cell = CellFigure {
            place: format!("restated/{id}/{what}"),
            label: format!("{title}, {what}"),
            value,
            unit: unit.clone(),
            commodity: commodity.clone(),
            is_exact: true,
            // What an edition printed is kept with the outbox.
            evidence: vec![Evidence::place(edition.clone())],
        };
        let index = builder.cell(cell, Place::Cell);
        draft.figure(builder, index)
    };
    let then = add("as reported", Some(reported.clone()));
    // A day moves by days.
    let unit_of_difference = difference.filter(|_| unit != Unit::Date);
    let moved = add("difference", unit_of_difference.map(Value::Number));
    let mut name = vec![Span::text(title.as_str())];
    if builder.subject.is_root() && !key.entity.is_root() {
        name.extend([Span::text(", "), entity_name(builder, &key.entity)]);
    }
    if !key.dimension.is_empty() {
        name.extend([Span::text(", "), Span::outside(key.dimension.as_str())]);
    }
    let period = Span::text(format::period(key.period, builder.ctx.locale));
    let cells =
        vec![Cell::spans(name), Cell::spans(vec![period]), then, draft.figure(builder, now), moved];
    TableRow { cells, ..TableRow::default() }
}

/// A row that came or went, with what it contributes on the side where it stands.
fn row_of_book(
    id: &FigureId,
    index: usize,
    one: &RestatedRow,
    builder: &mut Builder<'_>,
    draft: &mut Draft,
) -> TableRow {
    let locale = builder.ctx.locale;
    let number = builder.ctx.previous.as_ref().map_or(0, |previous| previous.edition);
    let title = builder.metric_title(&id.key().metric);
    let value = one.value.map(|value| {
        let cell = CellFigure {
            place: format!("restated/{id}/row/{}", index + 1),
            label: format!("{title}, a row {}", if one.is_gone { "then" } else { "of now" }),
            value: Value::Number(value),
            unit: Unit::Money,
            commodity: Some(one.commodity.clone()),
            is_exact: true,
            evidence: vec![match &one.place {
                Some(place) => place.clone(),
                None => Evidence::place(format!("edition {number}")),
            }],
        };
        let index = builder.cell(cell, Place::Cell);
        draft.figure(builder, index)
    });
    let value = value.unwrap_or_default();
    let (then, now) = match one.is_gone {
        true => (value, Cell::default()),
        false => (Cell::default(), value),
    };
    let day = |date| format::period(Period::Day(date), locale);
    let mut detail = Spans::new();
    match &one.moved {
        Some((date, account)) => {
            let word = if one.is_gone { "moved to " } else { "moved here from " };
            detail.extend([Span::text(format!("{word}{}, ", day(*date)))]);
            detail.push(Span::outside(account.as_str()));
        }
        None if one.is_gone => {
            let rows = match one.count {
                1 => "gone".to_owned(),
                n => format!("gone: {}, their sum", format::quantity(n, "row", "rows", locale)),
            };
            detail.push(Span::text(rows));
        }
        None => detail.push(Span::text("not there then")),
    }
    if !one.words.is_empty() {
        detail.extend([Span::text(": "), Span::outside(one.words.as_str())]);
    }
    if let Some(place) = one.place.as_ref().filter(|_| !one.is_gone) {
        detail.extend([Span::text(" ["), Span::outside(place.to_string()), Span::text("]")]);
    }
    let period = match one.count {
        1 => day(one.date),
        _ => format::period(Period::Month(qd_model::Month::of(one.date)), locale),
    };
    let name = Cell::spans(vec![Span::outside(one.account.as_str())]);
    let period = Cell::spans(vec![Span::text(period)]);
    let cells = vec![name, period, then, now, Cell::default()];
    TableRow { style: RowStyle::Sub, cells, detail }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use qd_model::{Decimal, Evidence, FigureId, Reason, Value};

    use crate::assemble::{Previous, RestatedRow};
    use crate::render::{Options, render};
    use crate::{DocumentContext, Template, assemble, zoo};

    fn text(previous: Option<Previous>) -> String {
        let text = "+++\ntitle = \"T\"\nrole = \"ceo\"\n\n[[message]]\ntext = \"So it is.\"\n+++\n```restated\n```\n";
        let template = Template::parse("reports/t.md", text).unwrap();
        let ctx = DocumentContext { previous, ..DocumentContext::default() };
        render(&assemble(&template, &zoo::evaluation(), &zoo::root(), &ctx), Options::default())
            .text
    }

    fn previous(id: &str, value: Value) -> Previous {
        Previous { figures: BTreeMap::from([(id.to_owned(), value)]), ..zoo::previous() }
    }

    fn now() -> Value {
        let key = zoo::key("revenue", &zoo::root(), qd_model::Period::parse("2026-08").unwrap());
        zoo::evaluation().measures.get(&key).unwrap().value.clone()
    }

    #[test]
    fn a_closed_month_that_changed_is_named_with_both_numbers() {
        let then = now().number().unwrap().sub(Decimal::from(100)).unwrap();
        let shown = text(Some(previous("portfolio/revenue/2026-08", Value::Number(then))));
        assert!(shown.contains("Aug 2026") && shown.contains("100.00"), "{shown}");
    }

    #[test]
    fn a_number_that_was_missing_is_a_change() {
        let missing = Value::Missing(Reason::insufficient("a book"));
        let shown = text(Some(previous("portfolio/revenue/2026-08", missing)));
        assert!(shown.contains("Aug 2026"), "{shown}");
    }

    #[test]
    fn what_is_the_same_or_was_unfinished_is_no_restatement() {
        let same = "every closed period is as it was reported";
        assert!(text(Some(previous("portfolio/revenue/2026-08", now()))).contains(same));
        let id = "portfolio/revenue/2026-08";
        let mut unfinished = previous(id, Value::Number(Decimal::ONE));
        unfinished.partial.insert(id.into());
        assert!(text(Some(unfinished)).contains(same));
        let list = previous("view/rent_roll/1/rent", Value::Number(Decimal::ONE));
        assert!(text(Some(list)).contains(same));
    }

    fn restated_row(is_gone: bool, account: &str, value: i64) -> RestatedRow {
        RestatedRow {
            is_gone,
            date: chrono::NaiveDate::from_ymd_opt(2026, 8, 30).unwrap(),
            account: account.into(),
            words: "Trip <b>".into(),
            count: 1,
            value: Some(Decimal::from(value)),
            commodity: "USD".into(),
            place: (!is_gone).then(|| Evidence::line("books/jada.beancount", 9)),
            moved: None,
        }
    }

    fn with_rows(rows: Option<Vec<RestatedRow>>) -> String {
        let then = now().number().unwrap().sub(Decimal::from(100)).unwrap();
        let id = "portfolio/revenue/2026-08";
        let figure = FigureId::parse(id, &zoo::root()).unwrap();
        let rows = rows.map(|rows| BTreeMap::from([(figure, rows)]));
        text(Some(Previous { rows, ..previous(id, Value::Number(then)) }))
    }

    #[test]
    fn rows_stand_below_the_figure_that_they_changed_up_to_a_limit() {
        let gone = restated_row(true, "Income:Old", 40);
        let mut rows = vec![restated_row(false, "Income:New", 140), gone];
        let shown = with_rows(Some(rows.clone()));
        for part in ["Income:New", "140.00", "not there then: Trip <b> [books/jada.beancount:9]"] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(shown.contains("Income:Old") && shown.contains("40.00"), "{shown}");
        assert!(shown.contains("gone: Trip"), "{shown}");
        rows.extend((0..5).map(|n| restated_row(false, "Income:More", n)));
        assert!(with_rows(Some(rows)).contains("and 2 more rows"));
    }

    #[test]
    fn that_nothing_is_known_of_rows_is_said() {
        let shown = with_rows(None);
        assert!(shown.contains("edition 13 kept no record of its rows"), "{shown}");
        let shown = with_rows(Some(Vec::new()));
        assert!(shown.contains("no row of the books behind it is different"), "{shown}");
    }

    #[test]
    fn without_an_earlier_edition_it_says_so() {
        assert!(text(None).contains("no earlier edition"));
    }
}
