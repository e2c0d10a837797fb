//! The expressions of templates: names, four calls, and tests of states.
//!
//! MiniJinja evaluates them; this module reads them first and refuses what a template has no
//! business with: numbers, arithmetic, comparisons, filters, loops. A threshold is a rule, a
//! repetition is a component. What is left is a list of [`Query`]s that can be resolved beforehand.

mod lexer;
mod parser;

use qd_model::{MetricId, RuleId, Scenario, Severity};

use super::mistake::Mistakes;
use super::{Located, Prose};

pub(crate) use parser::{Call, query};

/// What an expression asks for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Query {
    /// A measure.
    Measure(Target),
    /// The change of a measure against another.
    Change { target: Target, to: String },
    /// How many open findings of a rule.
    FindingsOf(RuleId),
    /// How many open findings of a severity or worse.
    FindingsFrom(Severity),
    /// How many claims with a verdict.
    Claims(String),
    /// A rule, for `is fired`.
    Rule(RuleId),
    /// A word of the document: its entity, its period.
    Word(String),
}

/// Names a measure relative to a document.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Target {
    pub(crate) metric: MetricId,
    pub(crate) entity: Option<String>,
    pub(crate) period: Option<String>,
    pub(crate) scenario: Scenario,
    pub(crate) dimension: String,
}

impl Target {
    pub(crate) fn new(metric: MetricId) -> Self {
        let scenario = Scenario::Actual;
        Self { metric, entity: None, period: None, scenario, dimension: String::new() }
    }
}

/// The words of the document that templates may print.
pub(crate) const WORDS: [&str; 4] = ["entity_name", "portfolio_name", "period_name", "as_of"];

/// The states that conditions may test.
pub(crate) const STATES: [&str; 8] =
    ["missing", "negative", "partial", "worse", "better", "zero", "fired", "quiet"];

/// A condition of a message or a decision, as a MiniJinja expression.
#[derive(Clone, Debug)]
pub(crate) struct When {
    pub(crate) source: String,
    pub(crate) queries: Vec<Located>,
}

/// Reads a text template; its first mistake hides the ones that follow from it.
pub(crate) fn prose(source: &str, line: u32, mistakes: &mut Mistakes) -> Prose {
    match read(source, line) {
        Ok((queries, asks_missing)) => {
            Prose { source: source.to_owned(), queries, asks_missing, is_table: false }
        }
        Err((line, code, message)) => {
            mistakes.add(line, code, message);
            Prose {
                source: source.to_owned(),
                queries: Vec::new(),
                asks_missing: false,
                is_table: false,
            }
        }
    }
}

fn read(source: &str, line: u32) -> Result<(Vec<Located>, bool), (u32, &'static str, String)> {
    let (mut queries, mut asks_missing, mut depth) = (Vec::new(), false, 0);
    for piece in lexer::pieces(source, line) {
        let lexer::Piece { line, is_statement, inner } =
            piece.map_err(|(line, message)| (line, "template-syntax", message))?;
        let parsed = parser::piece(inner, line, is_statement, &mut depth)?;
        queries.extend(parsed.queries);
        asks_missing |= parsed.asks_missing;
    }
    if depth > 0 {
        let message = "an `if` has no `endif` in the same block";
        return Err((line, "template-syntax", message.into()));
    }
    // What this module lets pass MiniJinja must be able to read: a difference is told at load.
    let environment = minijinja::Environment::empty();
    let Err(error) = environment.template_from_str(source) else {
        return Ok((queries, asks_missing));
    };
    let offset = error.line().and_then(|at| u32::try_from(at).ok()).map_or(0, |at| at - at.min(1));
    Err((line + offset, "template-syntax", error.kind().to_string()))
}

/// Reads a condition: a test of states, or the short form `rule ID fired`.
pub(crate) fn when(text: &str, line: u32, mistakes: &mut Mistakes) -> Option<When> {
    let words = text.split_whitespace().collect::<Vec<_>>();
    let source = match words.as_slice() {
        ["rule", id, state @ ("fired" | "quiet")] => format!("rule(\"{id}\") is {state}"),
        _ => text.to_owned(),
    };
    let is_readable = minijinja::Environment::empty().compile_expression(&source).is_ok();
    match parser::condition(&source, line) {
        Ok(_) if !is_readable => {
            mistakes.add(line, "template-syntax", format!("not a condition: {text}"));
            None
        }
        Ok(parsed) => Some(When { source, queries: parsed.queries }),
        Err((line, code, message)) => {
            mistakes.add(line, code, message);
            None
        }
    }
}
