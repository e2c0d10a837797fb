//! What MiniJinja may call: the four functions, the states, and the printing of tokens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Kwargs, Object};
use minijinja::{Environment, Error, ErrorKind, Value as Jinja};

use super::states::States;
use crate::template::{Call, Query, query};

/// What an expression evaluates to: the question, never the answer.
#[derive(Debug)]
pub(super) struct Token(pub(super) Query);

impl Object for Token {}

/// Answers a question about a figure or a rule.
type Test = fn(&States) -> bool;

/// Stand around a token's number. Private-use characters mean nothing to Markdown.
pub(super) const OPEN: char = '\u{E000}';
pub(super) const CLOSE: char = '\u{E001}';

/// Adds everything that templates may use.
pub(super) fn add(
    environment: &mut Environment<'static>,
    states: BTreeMap<Query, States>,
    printed: &Arc<Mutex<Vec<Query>>>,
) {
    for name in ["m", "change", "findings", "claims", "rule"] {
        environment.add_function(name, move |first: Option<String>, named: Kwargs| {
            let mut call = Call { first, named: Vec::new() };
            for key in named.args() {
                call.named.push((key.to_owned(), named.get::<String>(key)?));
            }
            match query(name, call) {
                Ok(query) => Ok(Jinja::from_object(Token(query))),
                Err(message) => Err(Error::new(ErrorKind::InvalidOperation, message)),
            }
        });
    }
    let states = Arc::new(states);
    let tests: [(&str, Test); 8] = [
        ("missing", |states| states.is_missing),
        ("negative", |states| states.is_negative),
        ("partial", |states| states.is_partial),
        ("worse", |states| states.is_worse),
        ("better", |states| states.is_better),
        ("zero", |states| states.is_zero),
        ("fired", |states| states.is_fired),
        ("quiet", |states| !states.is_fired),
    ];
    for (name, test) in tests {
        let states = Arc::clone(&states);
        environment.add_test(name, move |value: &Jinja| {
            let token = value.downcast_object_ref::<Token>();
            token.and_then(|token| states.get(&token.0)).is_some_and(test)
        });
    }
    let printed = Arc::clone(printed);
    environment.set_formatter(move |out, _state, value| {
        let Some(token) = value.downcast_object_ref::<Token>() else {
            return Err(Error::new(ErrorKind::InvalidOperation, "only figures are printed"));
        };
        let mut printed = printed.lock().unwrap_or_else(PoisonError::into_inner);
        write!(out, "{OPEN}{}{CLOSE}", printed.len()).map_err(Error::from)?;
        printed.push(token.0.clone());
        Ok(())
    });
}
