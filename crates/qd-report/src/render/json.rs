//! The machine's copy: masthead, message, blocks, and every printed figure with its evidence.

use std::collections::BTreeSet;

use qd_model::report::{
    Block, Cell, CellContent, Figure, FigureIndex, Locale, Report, RowStyle, Span, Table,
};
use qd_model::{Reason, Unit, Value};
use serde_json::{Map, Value as Json, json};

use super::marks::mark;
use super::{Options, words};

/// Evidence rows printed with a figure; the count is always whole (DESIGN 10).
const MAX_EVIDENCE: usize = 20;

/// Prints a report as JSON with a stable order of keys.
pub(super) fn render(report: &Report, options: Options<'_>) -> String {
    let writer = Writer { report, options };
    // A date reads differently in a sentence and in a cell: such a figure stands here twice.
    let printed = report.printed().into_iter().collect::<BTreeSet<_>>().into_iter();
    let mut seen = BTreeSet::new();
    let distinct = printed
        .map(|index| report.figure(index))
        .filter(|figure| seen.insert((figure.id.clone(), words::display(figure, report.locale))));
    let document = json!({
        "report": report.id,
        "masthead": writer.masthead(),
        "message": writer.spans(&report.message),
        "decisions": writer.decisions(),
        "blocks": report.blocks.iter().map(|block| writer.block(block)).collect::<Vec<_>>(),
        "figures": distinct.map(|f| figure(f, report.locale)).collect::<Vec<_>>(),
    });
    lines(&document)
}

/// Writes one block and one figure a line: a third of the bytes of an indented document, and what
/// differs between two editions is a line of its own.
fn lines(document: &Json) -> String {
    let entries = document.as_object().into_iter().flatten().map(|(key, value)| {
        let key = Json::from(key.as_str());
        match value.as_array() {
            Some(items) if !items.is_empty() => {
                let items = items.iter().map(Json::to_string).collect::<Vec<_>>();
                format!("{key}:[\n{}\n]", items.join(",\n"))
            }
            _ => format!("{key}:{value}"),
        }
    });
    format!("{{\n{}\n}}\n", entries.collect::<Vec<_>>().join(",\n"))
}

struct Writer<'a> {
    report: &'a Report,
    options: Options<'a>,
}

impl Writer<'_> {
    fn masthead(&self) -> Json {
        let report = self.report;
        let coverage = report.coverage();
        json!({
            "title": report.title,
            "role": report.role,
            "portfolio": report.portfolio,
            "subject": report.subject.short(),
            "subject_name": report.subject_name,
            "scope": words::scope(report),
            "period": report.period,
            "as_of": report.as_of,
            "edition": report.edition,
            "subject_line": words::subject(report),
            "coverage": {
                "figures": coverage.n_figures,
                "measured": coverage.n_measured,
                "derived": coverage.n_derived,
                "assumed": coverage.n_assumed,
                "missing": coverage.n_missing,
                "stale_sources": report.n_stale_sources,
                "missing_sources": report.n_missing_sources,
            },
            "since": report.since.map(|since| json!({
                "edition": since.edition,
                "changed_figures": since.n_changed_figures,
                "new_findings": since.n_new_findings,
                "gone_findings": since.n_gone_findings,
            })),
        })
    }

    fn decisions(&self) -> Json {
        let decisions = self.report.decisions.iter().map(|decision| {
            json!({
                "ask": self.spans(&decision.ask),
                "due": decision.due,
                "default": self.spans(&decision.default),
            })
        });
        decisions.collect()
    }

    fn block(&self, block: &Block) -> Json {
        match block {
            Block::Heading { level, text } => {
                json!({ "block": "heading", "level": level, "text": self.spans(text) })
            }
            Block::Paragraph(spans) => json!({ "block": "paragraph", "text": self.spans(spans) }),
            Block::Note(spans) => json!({ "block": "note", "text": self.spans(spans) }),
            Block::List { is_ordered, items } => {
                let items = items.iter().map(|item| self.spans(item)).collect::<Vec<_>>();
                json!({ "block": "list", "ordered": is_ordered, "items": items })
            }
            Block::Table(table) => self.table(table),
        }
    }

    fn table(&self, table: &Table) -> Json {
        let rows = table.rows.iter().map(|row| {
            let cells = row.cells.iter().map(|cell| self.cell(cell)).collect::<Vec<_>>();
            let style = match row.style {
                RowStyle::Plain => "plain",
                RowStyle::Sub => "sub",
                RowStyle::Total => "total",
            };
            json!({ "style": style, "cells": cells, "detail": self.spans(&row.detail) })
        });
        json!({
            "block": table.component.as_str(),
            "title": self.spans(&table.title),
            "columns": table.columns.iter().map(|column| &column.title).collect::<Vec<_>>(),
            "rows": rows.collect::<Vec<_>>(),
            "empty": if table.rows.is_empty() { self.spans(&table.empty) } else { json!([]) },
            "more": table.n_more,
            "shed": table.n_shed,
            "notes": table.notes.iter().map(|note| self.spans(note)).collect::<Vec<_>>(),
            "footer": self.spans(&table.footer),
        })
    }

    fn cell(&self, cell: &Cell) -> Json {
        let mut object = Map::new();
        match &cell.content {
            CellContent::Empty => {}
            CellContent::Spans(spans) => {
                object.insert("text".into(), self.spans(spans));
            }
            CellContent::Bar(bar) => {
                let shape = json!({ "from": bar.from, "to": bar.to, "target": bar.target });
                object.insert("bar".into(), shape);
            }
            CellContent::Sparkline(series) => {
                object.insert("sparkline".into(), json!(series.points));
            }
            CellContent::Interval(index) => {
                object
                    .insert("interval_of".into(), json!(self.report.figure(*index).id.to_string()));
            }
        }
        if let Some(note) = cell.note {
            object.insert("note".into(), json!(note));
        }
        Json::Object(object)
    }

    fn spans(&self, spans: &[Span]) -> Json {
        spans.iter().map(|span| self.span(span)).collect()
    }

    fn span(&self, span: &Span) -> Json {
        match span {
            Span::Text(text) => json!({ "text": text }),
            Span::Outside(text) => json!({ "outside": text.for_renderer() }),
            Span::Figure(index) => self.reference(*index),
            Span::Strong(inner) => json!({ "strong": self.spans(inner) }),
            Span::Emphasis(inner) => json!({ "emphasis": self.spans(inner) }),
            Span::Code(code) => json!({ "code": code }),
        }
    }

    fn reference(&self, index: FigureIndex) -> Json {
        let figure = self.report.figure(index);
        let display =
            mark(words::display(figure, self.report.locale), self.options.are_figures_marked);
        json!({ "figure": figure.id.to_string(), "display": display })
    }
}

fn figure(figure: &Figure, locale: Locale) -> Json {
    let unit = match (&figure.unit, &figure.commodity) {
        (Unit::Money, Some(commodity)) => commodity.clone(),
        (unit, _) => unit.to_string(),
    };
    let rows = figure.evidence.rows.iter().take(MAX_EVIDENCE).map(|row| {
        json!({
            "file": row.evidence.file,
            "line": row.evidence.line,
            "date": row.date,
            "value": row.value,
        })
    });
    json!({
        "id": figure.id.to_string(),
        "label": figure.label,
        "value": figure.value.number(),
        "display": words::display(figure, locale),
        "unit": unit,
        "low": figure.low,
        "high": figure.high,
        "n": figure.n,
        "basis": figure.basis,
        "period": figure.period,
        "partial": figure.is_partial,
        "missing": missing(&figure.value),
        "formula": figure.formula,
        "inputs": figure.inputs,
        "evidence": rows.collect::<Vec<_>>(),
        "evidence_count": figure.evidence.count,
    })
}

fn missing(value: &Value) -> Json {
    match value {
        Value::Number(_) => Json::Null,
        Value::Missing(reason) => {
            let fields = match reason {
                Reason::Insufficient { fields } => fields.clone(),
                Reason::Undefined { why } => vec![why.clone()],
                Reason::TooFew { n } => vec![format!("n={n}")],
            };
            json!({ "code": reason.code(), "fields": fields })
        }
    }
}
