//! Secrets by the format they stand in: assignments, configuration files of tools, tables, commands,
//! private keys.
//!
//! The best pattern scanner finds 41 % of what a small company leaks (engineering.md section 1);
//! the rest has no prefix and is known by its place. Each file of this folder knows one kind of
//! place and answers with ranges; whether a value is secret is for [`crate::seen`] to say. One
//! automaton ([`triggers`]) reads the text once and calls them where they have work.

mod assignments;
mod commands;
mod credentials;
mod kind;
mod kubernetes;
mod pem;
mod tables;
mod triggers;

use std::ops::Range;

use crate::entropy::{Makeup, looks_random};
use crate::key::RuleName;
use crate::seen::Strength;
pub(crate) use assignments::is_secret_key_before;
pub(crate) use credentials::is_key_container;
pub(crate) use kind::{Kind, is_rehearsal};
pub(crate) use pem::position;

/// A secret's place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) rule: RuleName,
    /// What a mask must cover: the secret, or the block round it.
    pub(crate) span: Range<usize>,
    /// The secret's own bytes.
    pub(crate) secret: Range<usize>,
    /// Whether it is a word so common that it is registered but not reported.
    pub(crate) is_common: bool,
    pub(crate) confidence: Confidence,
}

/// How sure it is that a value is a secret in use, from the most to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Confidence {
    /// By its shape, or because settings hold nothing else there.
    Sure,
    /// A literal of code behind a secret's name.
    Likely,
    /// A word.
    Unsure,
}

impl Confidence {
    /// How sure an assigned value is in a kind of file.
    fn of(kind: Kind, value: &[u8], strength: Strength) -> Self {
        let makeup = Makeup::of(value);
        let is_setting = kind.has_bare_values() || matches!(kind, Kind::Shell | Kind::Csv);
        let is_mixed = makeup.letters() > 0 && makeup.digits + makeup.others > 0;
        match strength {
            Strength::Strong if looks_random(value) || is_setting && is_mixed => Self::Sure,
            Strength::Strong => Self::Likely,
            Strength::Weak | Strength::Common => Self::Unsure,
        }
    }
}

impl Place {
    fn new(rule: &str, secret: Range<usize>) -> Self {
        Self {
            rule: RuleName::new(rule),
            span: secret.clone(),
            secret,
            is_common: false,
            confidence: Confidence::Sure,
        }
    }
}

/// All places of a text, in no particular order and possibly overlapping.
pub(crate) fn places(kind: Kind, text: &[u8]) -> Vec<Place> {
    let mut found = Vec::new();
    match kind {
        Kind::Lock => {
            pem::find(text, &mut found);
            return found;
        }
        Kind::Netrc => credentials::netrc(text, &mut found),
        Kind::Pgpass => credentials::pgpass(text, &mut found),
        Kind::Passwd => credentials::passwd(text, &mut found),
        Kind::Lines => assignments::neutral_lines(text, &mut found),
        Kind::Csv => tables::csv(text, &mut found),
        Kind::Sql => tables::sql(text, &mut found),
        Kind::Words
        | Kind::Config
        | Kind::Shell
        | Kind::Text
        | Kind::Code
        | Kind::Minified
        | Kind::Outgoing => {}
    }
    triggers::read(kind, text, &mut found);
    found
}
