//! Speaks a template's prose: MiniJinja chooses the words, and every value stays a figure.
//!
//! An expression prints an opaque token (two private-use characters around a number), so that a
//! value can neither turn into markup nor be cut, rounded or compared by a template. Conditions see
//! states that were resolved before, and nothing else of the evaluation.

mod functions;
mod markdown;
mod states;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::{Environment, UndefinedBehavior, Value as Jinja};
use qd_model::report::{Block, Place, Span, Spans};
use qd_model::{Reason, Value};

use self::functions::Token;
use super::Builder;
use crate::template::{Prose, Query, Template, When};

/// Evaluates the texts of one template for one document.
pub(super) struct Voice {
    environment: Environment<'static>,
    printed: Arc<Mutex<Vec<Query>>>,
}

/// A text with its tokens, and what they stand for.
struct Spoken {
    text: String,
    printed: Vec<Query>,
}

impl Voice {
    /// Resolves what the template asks for.
    pub(super) fn new(template: &Template, builder: &Builder<'_>) -> Self {
        let printed = Arc::new(Mutex::new(Vec::new()));
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let states = states::resolve(template, builder);
        functions::add(&mut environment, states, &printed);
        Self { environment, printed }
    }

    /// Claims that a condition holds.
    pub(super) fn holds(&self, when: &When) -> bool {
        let names = names(when.queries.iter().map(|located| &located.query));
        let result = self.environment.compile_expression(&when.source).and_then(|e| e.eval(names));
        result.is_ok_and(|value| value.is_true())
    }

    /// A text of the front matter; `None` if a figure of it is missing and it does not ask.
    pub(super) fn line(&self, prose: &Prose, builder: &mut Builder<'_>) -> Option<Spans> {
        let spoken = self.speak(prose);
        let has_gap = !prose.asks_missing && !missing(&spoken.printed, builder).is_empty();
        if has_gap {
            return None;
        }
        let blocks = markdown::blocks(&spoken.text, &spoken.printed, Place::Prose, builder);
        blocks.into_iter().find_map(spans_of)
    }

    /// A list item; `None` if it says nothing.
    pub(super) fn item(&self, prose: &Prose, builder: &mut Builder<'_>) -> Option<Spans> {
        self.blocks(prose, builder).into_iter().find_map(spans_of)
    }

    /// A heading, a paragraph or a table, with the gaps in its place where figures are missing.
    pub(super) fn blocks(&self, prose: &Prose, builder: &mut Builder<'_>) -> Vec<Block> {
        let spoken = self.speak(prose);
        if !prose.asks_missing && !prose.is_table {
            let gaps = missing(&spoken.printed, builder);
            if !gaps.is_empty() {
                return vec![Block::Paragraph(gap_spans(gaps, builder))];
            }
        }
        let place = if prose.is_table { Place::Cell } else { Place::Prose };
        markdown::blocks(&spoken.text, &spoken.printed, place, builder)
    }

    fn speak(&self, prose: &Prose) -> Spoken {
        self.printed.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let names = names(prose.queries.iter().map(|located| &located.query));
        let rendered = self.environment.render_str(&prose.source, names);
        let printed =
            std::mem::take(&mut *self.printed.lock().unwrap_or_else(PoisonError::into_inner));
        match rendered {
            Ok(text) => Spoken { text: text.trim().to_owned(), printed },
            // `expression` has accepted the text, so this is a difference between it and MiniJinja.
            Err(error) => Spoken {
                text: format!("(this text cannot be read: {})", error.kind()),
                printed: Vec::new(),
            },
        }
    }
}

/// The bare names that a text uses.
fn names<'q>(queries: impl Iterator<Item = &'q Query>) -> BTreeMap<String, Jinja> {
    let named = queries.filter_map(|query| match query {
        Query::Measure(target) => Some((
            target.metric.to_string(),
            Query::Measure(crate::template::Target::new(target.metric.clone())),
        )),
        Query::Word(word) => Some((word.clone(), query.clone())),
        _ => None,
    });
    named.map(|(name, query)| (name, Jinja::from_object(Token(query)))).collect()
}

/// The distinct queries whose inputs are absent.
fn missing(printed: &[Query], builder: &mut Builder<'_>) -> Vec<Query> {
    let mut gaps = Vec::new();
    for query in printed {
        let value = states::value(query, builder);
        let is_gap = matches!(value, Some(Value::Missing(Reason::Insufficient { .. })));
        if is_gap && !gaps.contains(query) {
            gaps.push(query.clone());
        }
    }
    gaps
}

/// `Cash: insufficient data: books end 2026-08-20`, one for each figure.
fn gap_spans(gaps: Vec<Query>, builder: &mut Builder<'_>) -> Spans {
    let mut spans = Spans::new();
    for query in gaps {
        if !spans.is_empty() {
            spans.push(Span::text("; "));
        }
        let Some(index) = markdown::figure(&query, Place::Prose, builder) else { continue };
        let label = builder.figure(index).label.clone();
        spans.push(Span::text(format!("{label}: ")));
        spans.push(Span::Figure(index));
    }
    spans
}

fn spans_of(block: Block) -> Option<Spans> {
    match block {
        Block::Paragraph(spans) | Block::Heading { text: spans, .. } => Some(spans),
        Block::List { .. } | Block::Table(_) | Block::Note(_) => None,
    }
}
