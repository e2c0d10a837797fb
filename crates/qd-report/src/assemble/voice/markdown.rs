//! Inline Markdown into spans, tokens into figures.

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, parse_document};
use qd_model::report::{Block, Cell, Component, FigureIndex, Place, Span, Spans};

use super::functions::{CLOSE, OPEN};
use crate::assemble::figures::Base;
use crate::assemble::{Builder, Draft, column, number_column};
use crate::format;
use crate::template::{Query, markdown_options};

/// The blocks of a rendered text.
pub(super) fn blocks(
    text: &str,
    printed: &[Query],
    place: Place,
    builder: &mut Builder<'_>,
) -> Vec<Block> {
    let arena = Arena::new();
    let document = parse_document(&arena, text, &markdown_options());
    let mut reader = Reader { printed, place, builder };
    document.children().filter_map(|node| reader.block(node)).collect()
}

/// The figure that a query prints; `None` for words.
pub(super) fn figure(
    query: &Query,
    place: Place,
    builder: &mut Builder<'_>,
) -> Option<FigureIndex> {
    match query {
        Query::Measure(target) => Some(builder.measure(builder.key(target), place)),
        Query::Change { target, to } => {
            let base = Base::parse(to).unwrap_or(Base::Prior);
            Some(builder.change(&builder.key(target), base, place))
        }
        Query::FindingsOf(_) | Query::FindingsFrom(_) | Query::Claims(_) => {
            let cell = builder.count_cell(query)?;
            Some(builder.cell(cell, place))
        }
        Query::Rule(_) | Query::Word(_) => None,
    }
}

struct Reader<'b, 'a> {
    printed: &'b [Query],
    place: Place,
    builder: &'b mut Builder<'a>,
}

impl Reader<'_, '_> {
    fn block<'n>(&mut self, node: &'n AstNode<'n>) -> Option<Block> {
        let value = node.data.borrow().value.clone();
        match value {
            NodeValue::Heading(heading) => {
                Some(Block::Heading { level: heading.level, text: self.spans(node) })
            }
            NodeValue::Table(_) => Some(self.table(node)),
            _ => Some(Block::Paragraph(self.spans(node)))
                .filter(|block| !matches!(block, Block::Paragraph(spans) if spans.is_empty())),
        }
    }

    fn table<'n>(&mut self, node: &'n AstNode<'n>) -> Block {
        let mut rows = node
            .children()
            .map(|row| row.children().map(|cell| self.spans(cell)).collect::<Vec<_>>());
        let header = rows.next().unwrap_or_default();
        let body = rows.collect::<Vec<_>>();
        let is_number = |index: usize| {
            index > 0
                && body
                    .iter()
                    .any(|row| matches!(row.get(index).map(Vec::as_slice), Some([Span::Figure(_)])))
        };
        let n_columns = header.len();
        let columns = header.iter().enumerate().map(|(index, spans)| {
            let order = (index > 0).then_some((n_columns - index) as u32);
            if is_number(index) {
                number_column(plain(spans), order)
            } else {
                column(plain(spans), order)
            }
        });
        let mut draft = Draft::new(Component::Prose, None, columns.collect());
        for row in body {
            let cells = row.into_iter().map(|spans| match spans.as_slice() {
                [Span::Figure(index)] => draft.figure(self.builder, *index),
                _ => Cell::spans(spans),
            });
            let cells = cells.collect();
            draft.cells(cells);
        }
        Block::Table(draft.finish())
    }

    fn spans<'n>(&mut self, node: &'n AstNode<'n>) -> Spans {
        let mut spans = Spans::new();
        for child in node.children() {
            let value = child.data.borrow().value.clone();
            match value {
                NodeValue::Text(text) => self.text(&text, &mut spans),
                NodeValue::Code(code) if !code.literal.contains(OPEN) => {
                    spans.push(Span::Code(code.literal));
                }
                NodeValue::Code(code) => self.text(&code.literal, &mut spans),
                NodeValue::SoftBreak | NodeValue::LineBreak => spans.push(Span::text(" ")),
                NodeValue::Strong => spans.push(Span::Strong(self.spans(child))),
                NodeValue::Emph => spans.push(Span::Emphasis(self.spans(child))),
                _ => spans.extend(self.spans(child)),
            }
        }
        spans
    }

    fn text(&mut self, text: &str, spans: &mut Spans) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(OPEN) {
            if !before.is_empty() {
                spans.push(Span::text(before));
            }
            let (number, after) = after.split_once(CLOSE).unwrap_or((after, ""));
            let query = number.parse().ok().and_then(|number: usize| self.printed.get(number));
            spans.extend(query.map(|query| self.span(query)));
            rest = after;
        }
        if !rest.is_empty() {
            spans.push(Span::text(rest));
        }
    }

    fn span(&mut self, query: &Query) -> Span {
        if let Some(index) = figure(query, self.place, self.builder) {
            return Span::Figure(index);
        }
        let evaluation = self.builder.evaluation;
        match query {
            Query::Word(word) => match word.as_str() {
                "portfolio_name" => Span::outside(evaluation.portfolio_name.as_str()),
                "period_name" => {
                    Span::text(format::period(self.builder.period, self.builder.ctx.locale))
                }
                "as_of" => {
                    Span::text(format::prose_date(evaluation.as_of, None, self.builder.ctx.locale))
                }
                _ => Span::outside(self.builder.subject_name()),
            },
            _ => Span::text(""),
        }
    }
}

fn plain(spans: &[Span]) -> String {
    let words = spans.iter().map(|span| match span {
        Span::Text(text) | Span::Code(text) => text.clone(),
        Span::Outside(text) => text.for_renderer().clone(),
        Span::Strong(inner) | Span::Emphasis(inner) => plain(inner),
        Span::Figure(_) => String::new(),
    });
    words.collect()
}
