//! Reads expressions and conditions into queries.

use qd_model::{ClaimVerdict, MetricId, Period, RuleId, Scenario, Severity};

use super::lexer::{Refusal, Token, tokens};
use super::{Query, STATES, Target, WORDS};
use crate::template::{Located, nearest};

/// What a piece of a template asks for.
#[derive(Default)]
pub(super) struct Parsed {
    pub(super) queries: Vec<Located>,
    pub(super) asks_missing: bool,
}

type Refused = (u32, &'static str, String);

/// Reads the inside of `{{ }}` or `{% %}`; `depth` counts open `if`s.
pub(super) fn piece(
    inner: &str,
    line: u32,
    is_statement: bool,
    depth: &mut usize,
) -> Result<Parsed, Refused> {
    let mut parser = Parser::new(inner, line)?;
    if !is_statement {
        parser.value()?;
        return parser.finish();
    }
    let (at, keyword) = parser.keyword()?;
    match keyword.as_str() {
        "if" => *depth += 1,
        "elif" | "else" | "endif" if *depth == 0 => {
            return Err((
                at,
                "template-syntax",
                format!("`{keyword}` without `if` in the same block"),
            ));
        }
        "endif" => *depth -= 1,
        "elif" | "else" => {}
        other => {
            let message = format!("templates know `if` alone; repetition is a component: {other}");
            return Err((at, "statement-in-template", message));
        }
    }
    if matches!(keyword.as_str(), "if" | "elif") {
        parser.condition()?;
    }
    parser.finish()
}

/// Reads a condition by itself.
pub(super) fn condition(source: &str, line: u32) -> Result<Parsed, Refused> {
    let mut parser = Parser::new(source, line)?;
    parser.condition()?;
    parser.finish()
}

struct Parser {
    tokens: Vec<(u32, Token)>,
    at: usize,
    first_line: u32,
    parsed: Parsed,
}

impl Parser {
    fn new(inner: &str, first_line: u32) -> Result<Self, Refused> {
        let tokens = tokens(inner).map_err(|(line, (code, message)): (u32, Refusal)| {
            (first_line + line, code, message)
        })?;
        Ok(Self { tokens, at: 0, first_line, parsed: Parsed::default() })
    }

    fn line(&self) -> u32 {
        let last = self.tokens.len().saturating_sub(1);
        self.first_line + self.tokens.get(self.at.min(last)).map_or(0, |(line, _)| *line)
    }

    fn refuse<T>(&self, message: impl Into<String>) -> Result<T, Refused> {
        Err((self.line(), "template-syntax", message.into()))
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, token)| token)
    }

    fn next_is(&mut self, token: &Token) -> bool {
        let found = self.peek() == Some(token);
        self.at += usize::from(found);
        found
    }

    fn next_is_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Name(name)) if name == word);
        self.at += usize::from(found);
        found
    }

    fn name(&mut self, what: &str) -> Result<String, Refused> {
        match self.peek().cloned() {
            Some(Token::Name(name)) => {
                self.at += 1;
                Ok(name)
            }
            _ => self.refuse(format!("expected {what}")),
        }
    }

    fn keyword(&mut self) -> Result<(u32, String), Refused> {
        Ok((self.line(), self.name("`if`, `elif`, `else` or `endif`")?))
    }

    fn finish(self) -> Result<Parsed, Refused> {
        if self.at < self.tokens.len() {
            return self.refuse("expected the end of the expression");
        }
        Ok(self.parsed)
    }

    /// `or` binds loosest; precedence matters to MiniJinja alone, so the chain is read flat.
    fn condition(&mut self) -> Result<(), Refused> {
        loop {
            while self.next_is_word("not") {}
            if self.next_is(&Token::Open) {
                self.condition()?;
                if !self.next_is(&Token::Close) {
                    return self.refuse("expected `)`");
                }
            } else {
                self.test()?;
            }
            if !self.next_is_word("and") && !self.next_is_word("or") {
                return Ok(());
            }
        }
    }

    fn test(&mut self) -> Result<(), Refused> {
        let query = self.value()?;
        if !self.next_is_word("is") {
            return self
                .refuse(format!("a condition tests a state: `is {}`", STATES.join("`, `is ")));
        }
        let _is_negated = self.next_is_word("not");
        let line = self.line();
        let state = self.name("a state")?;
        if !STATES.contains(&state.as_str()) {
            let near = nearest(&state, STATES.into_iter()).unwrap_or(STATES[0]);
            return Err((
                line,
                "unknown-state",
                format!("unknown state (did you mean `{near}`?): {state}"),
            ));
        }
        let is_rule = matches!(query, Query::Rule(_));
        if is_rule != matches!(state.as_str(), "fired" | "quiet") {
            let message = "`fired` and `quiet` are states of `rule(\"id\")`, the others of figures";
            return Err((line, "unknown-state", message.into()));
        }
        self.parsed.asks_missing |= state == "missing";
        Ok(())
    }

    /// A name or a call.
    fn value(&mut self) -> Result<Query, Refused> {
        let line = self.line();
        let name = self.name("a name")?;
        let query = if self.next_is(&Token::Open) {
            let call = self.arguments()?;
            query(&name, call).map_err(|message| (line, "template-syntax", message))?
        } else if WORDS.contains(&name.as_str()) {
            Query::Word(name)
        } else {
            let metric =
                MetricId::new(name).map_err(|error| (line, "unknown-metric", error.to_string()))?;
            Query::Measure(Target::new(metric))
        };
        self.parsed.queries.push(Located { line, query: query.clone() });
        Ok(query)
    }

    fn arguments(&mut self) -> Result<Call, Refused> {
        let mut call = Call::default();
        while !self.next_is(&Token::Close) {
            match self.peek().cloned() {
                Some(Token::Text(text)) if call.named.is_empty() && call.first.is_none() => {
                    self.at += 1;
                    call.first = Some(text);
                }
                Some(Token::Name(name)) => {
                    self.at += 1;
                    let is_assigned = self.next_is(&Token::Assign);
                    match self.peek().cloned() {
                        Some(Token::Text(text)) if is_assigned => {
                            self.at += 1;
                            call.named.push((name, text));
                        }
                        _ => return self.refuse(format!("expected `{name}=\"...\"`")),
                    }
                }
                _ => return self.refuse("expected a quoted text or `)`"),
            }
            self.next_is(&Token::Comma);
        }
        Ok(call)
    }
}

/// The arguments of a call.
#[derive(Default)]
pub(crate) struct Call {
    pub(crate) first: Option<String>,
    pub(crate) named: Vec<(String, String)>,
}

/// The query that a call stands for; used again by the functions that MiniJinja calls.
pub(crate) fn query(name: &str, mut call: Call) -> Result<Query, String> {
    let mut take = |key: &str| {
        let found = call.named.iter().position(|(name, _)| name == key);
        found.map(|index| call.named.remove(index).1)
    };
    let query = match name {
        "m" | "change" => {
            let to = if name == "change" {
                Some(take("to").unwrap_or_else(|| "prior".into()))
            } else {
                None
            };
            let (period, scenario) = (take("period"), take("scenario"));
            let mut target = Target {
                metric: MetricId::new(call.first.take().ok_or("expected a metric's id in quotes")?)
                    .map_err(|error| error.to_string())?,
                entity: take("entity"),
                dimension: take("dimension").unwrap_or_default(),
                scenario: Scenario::Actual,
                period,
            };
            target.scenario = scenario_of(scenario.as_deref())?;
            check_period(target.period.as_deref())?;
            match to {
                None => Query::Measure(target),
                Some(to) if ["prior", "prior_year", "plan"].contains(&to.as_str()) => {
                    Query::Change { target, to }
                }
                Some(to) => return Err(format!("`to` is prior, prior_year or plan, found: {to}")),
            }
        }
        "findings" => match (call.first.take(), take("severity")) {
            (Some(rule), None) => Query::FindingsOf(rule_id(rule)?),
            (None, Some(word)) => Query::FindingsFrom(
                Severity::parse(&word).ok_or_else(|| format!("unknown severity: {word}"))?,
            ),
            _ => return Err("`findings` takes a rule's id or `severity=`".into()),
        },
        "claims" => {
            let verdict = call.first.take().ok_or("expected a verdict in quotes")?;
            let known =
                [ClaimVerdict::Contradicted, ClaimVerdict::CannotTell, ClaimVerdict::Confirmed];
            if !known.iter().any(|known| known.as_str().replace(' ', "-") == verdict) {
                return Err(format!("unknown verdict: {verdict}"));
            }
            Query::Claims(verdict)
        }
        "rule" => Query::Rule(rule_id(call.first.take().ok_or("expected a rule's id in quotes")?)?),
        other => {
            return Err(format!(
                "unknown function (known: m, change, findings, claims, rule): {other}"
            ));
        }
    };
    match (call.first, call.named.first()) {
        (None, None) => Ok(query),
        (Some(extra), _) => Err(format!("`{name}` takes no text here: {extra}")),
        (None, Some((key, _))) => Err(format!("unknown argument of `{name}`: {key}")),
    }
}

fn rule_id(id: String) -> Result<RuleId, String> {
    RuleId::new(id).map_err(|error| error.to_string())
}

fn scenario_of(word: Option<&str>) -> Result<Scenario, String> {
    match word {
        None | Some("actual") => Ok(Scenario::Actual),
        Some("plan") => Ok(Scenario::Plan),
        Some("forecast") => Ok(Scenario::Forecast),
        Some(other) => Err(format!("`scenario` is actual, plan or forecast, found: {other}")),
    }
}

fn check_period(word: Option<&str>) -> Result<(), String> {
    match word {
        None | Some("period" | "prior" | "prior_year" | "fytd" | "t12m") => Ok(()),
        Some(key) => Period::parse(key).map(|_| ()).map_err(|_| {
            format!(
                "`period` is prior, prior_year, fytd, t12m or a key such as `2026-09`, found: {key}"
            )
        }),
    }
}
