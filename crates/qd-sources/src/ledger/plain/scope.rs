//! What directives have set so far in a file: default year, decimal mark, aliases, parent accounts.
//!
//! hledger ends all of it with the file; ledger lets aliases, year and styles run on.

use std::collections::{BTreeMap, HashMap};

use regex::{Regex, RegexBuilder};

use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{AccountId, CommodityId, Journal};
use crate::ledger::number::Mark;

/// The directives in force.
#[derive(Clone, Default)]
pub(crate) struct Scope<'a> {
    /// `Y`: the year of dates without one.
    pub(crate) year: Option<i32>,
    /// `decimal-mark`, or the source's setting.
    pub(crate) mark: Option<Mark>,
    /// The mark that a commodity's sample amount shows.
    pub(crate) marks: BTreeMap<CommodityId, Mark>,
    /// `D`: the commodity of amounts that name none (hledger).
    pub(crate) default_commodity: Option<CommodityId>,
    /// Other names of commodities (ledger).
    pub(crate) commodity_aliases: BTreeMap<CommodityId, CommodityId>,
    /// `apply account`, innermost last.
    pub(crate) parents: Vec<&'a str>,
    /// `apply tag`, innermost last.
    pub(crate) tags: Vec<&'a str>,
    /// How often something of it was changed.
    pub(crate) n_changes: u64,
    aliases: Vec<Alias<'a>>,
    resolved: HashMap<&'a str, AccountId>,
}

#[derive(Clone)]
enum Alias<'a> {
    Name { from: &'a str, to: String },
    Pattern { pattern: Regex, to: String },
}

impl<'a> Scope<'a> {
    /// The state at the start of a top file.
    pub(crate) fn new(mark: Option<Mark>) -> Self {
        Self { mark, ..Self::default() }
    }

    /// What is in force, for another reader: accounts have other numbers there.
    pub(crate) fn fresh(&self) -> Self {
        Self { resolved: HashMap::new(), ..self.clone() }
    }

    /// Returns the account that a name means here.
    pub(crate) fn account(&mut self, name: &'a str, journal: &mut Journal<'a>) -> AccountId {
        if self.parents.is_empty() && self.aliases.is_empty() {
            return journal.account(name);
        }
        if let Some(known) = self.resolved.get(name) {
            return *known;
        }
        let resolved = self.resolve(name, journal.dialect);
        let account = AccountId(journal.accounts.id_of_made(resolved));
        self.resolved.insert(name, account);
        account
    }

    /// Adds an alias: `from` exactly, and as the head of longer names. In ledger it means an account
    /// as its name is understood here, wherever it is used.
    pub(crate) fn add_alias(&mut self, from: &'a str, to: &str, dialect: Dialect) {
        let to = if dialect == Dialect::Ledger { self.below_parents(to) } else { to.to_owned() };
        self.resolved.clear();
        self.aliases.push(Alias::Name { from, to });
    }

    /// Adds an alias by regular expression (hledger); `None` if it is not one.
    pub(crate) fn add_pattern(&mut self, pattern: &str, to: &str) -> Option<()> {
        let pattern =
            RegexBuilder::new(pattern).case_insensitive(true).size_limit(1 << 20).build().ok()?;
        // hledger writes `\1` where this engine wants `${1}`.
        let (mut replacement, mut is_escaped) = (String::new(), false);
        for character in to.chars() {
            match (is_escaped, character) {
                (false, '\\') => is_escaped = true,
                (true, digit) if digit.is_ascii_digit() => {
                    replacement.push_str(&format!("${{{digit}}}"));
                    is_escaped = false;
                }
                (_, '$') => {
                    replacement.push_str("$$");
                    is_escaped = false;
                }
                (_, character) => {
                    replacement.push(character);
                    is_escaped = false;
                }
            }
        }
        self.resolved.clear();
        self.aliases.push(Alias::Pattern { pattern, to: replacement });
        Some(())
    }

    /// Forgets aliases: `end aliases`.
    pub(crate) fn end_aliases(&mut self) {
        self.aliases.clear();
        self.resolved.clear();
    }

    /// Puts accounts below a parent: `apply account`.
    pub(crate) fn push_parent(&mut self, parent: &'a str) {
        self.parents.push(parent);
        self.resolved.clear();
    }

    /// Ends the innermost parent; says whether there was one.
    pub(crate) fn pop_parent(&mut self) -> bool {
        self.resolved.clear();
        self.parents.pop().is_some()
    }

    fn resolve(&self, name: &str, dialect: Dialect) -> String {
        match dialect {
            Dialect::Ledger => self.ledger_alias(name).unwrap_or_else(|| self.below_parents(name)),
            // hledger joins the parents first; the latest alias is tried first, and all of them.
            Dialect::Hledger | Dialect::Beancount => {
                let full = self.below_parents(name);
                self.aliases.iter().rev().fold(full, |name, alias| alias.apply(name))
            }
        }
    }

    fn below_parents(&self, name: &str) -> String {
        let parts = self.parents.iter().copied().chain([name]);
        parts.collect::<Vec<_>>().join(":")
    }

    /// ledger replaces the whole name, else its head, and that once.
    fn ledger_alias(&self, name: &str) -> Option<String> {
        let of = |name: &str| {
            self.aliases.iter().rev().find_map(|alias| match alias {
                Alias::Name { from, to } if *from == name => Some(to.as_str()),
                _ => None,
            })
        };
        if let Some(to) = of(name) {
            return Some(to.to_owned());
        }
        let (head, rest) = name.split_once(':')?;
        of(head).map(|to| format!("{to}:{rest}"))
    }
}

impl Alias<'_> {
    fn apply(&self, name: String) -> String {
        match self {
            Self::Name { from, to } => match name.strip_prefix(*from) {
                Some("") => to.clone(),
                Some(rest) if rest.starts_with(':') => format!("{to}{rest}"),
                _ => name,
            },
            Self::Pattern { pattern, to } => pattern.replace_all(&name, to.as_str()).into_owned(),
        }
    }
}
