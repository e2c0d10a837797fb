//! Value expressions of ledger, as far as they are arithmetic: `($10 * 5)`, `(amount * 0.1)`.

use super::amount;
use super::scope::Scope;
use crate::ledger::journal::{Amount, CommodityId, Digits, Journal};
use crate::ledger::rules::{Expression, Operator};
use crate::ledger::trouble::Trouble;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 64;

/// Reads a value expression in parentheses at the start of a text and computes it.
pub(crate) fn computed<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Amount, &'a str), Trouble> {
    let (expression, rest) = expression(text, scope, journal)?;
    Ok((expression.value(None)?, rest))
}

/// Reads a value expression in parentheses at the start of a text.
pub(crate) fn expression<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Expression, &'a str), Trouble> {
    let mut parser = Parser { rest: text, depth: 0, scope, journal };
    let expression = parser.factor()?;
    let rest = parser.rest;
    see_digits(&expression, journal);
    Ok((expression, rest))
}

/// Reads a value of an expression that has no parentheses around it, such as one side of `>`.
pub(crate) fn side<'a>(
    text: &'a str,
    scope: &Scope<'a>,
    journal: &mut Journal<'a>,
) -> Result<(Expression, &'a str), Trouble> {
    let mut parser = Parser { rest: text, depth: 0, scope, journal };
    let expression = parser.sum()?;
    let rest = parser.rest;
    see_digits(&expression, journal);
    Ok((expression, rest))
}

/// ledger shows from here on as many digits of a commodity as stand in the expression.
pub(crate) fn see_digits(expression: &Expression, journal: &mut Journal<'_>) {
    let n_before = journal.transactions.len() as u32;
    expression.each_literal(&mut |amount| {
        if amount.commodity != CommodityId::NONE {
            let (commodity, digits) = (amount.commodity, amount.number.scale());
            journal.digits.push(Digits { n_before, commodity, digits });
        }
    });
}

struct Parser<'p, 'a> {
    rest: &'a str,
    depth: usize,
    scope: &'p Scope<'a>,
    journal: &'p mut Journal<'a>,
}

impl Parser<'_, '_> {
    fn sum(&mut self) -> Result<Expression, Trouble> {
        let mut value = self.product()?;
        loop {
            let operator = match () {
                () if self.take("+") => Operator::Add,
                () if self.take("-") => Operator::Subtract,
                () => return Ok(value),
            };
            value = Expression::Binary(operator, Box::new((value, self.product()?)));
        }
    }

    fn product(&mut self) -> Result<Expression, Trouble> {
        let mut value = self.factor()?;
        loop {
            let operator = match () {
                () if self.take("*") => Operator::Multiply,
                () if self.take("/") => Operator::Divide,
                () => return Ok(value),
            };
            value = Expression::Binary(operator, Box::new((value, self.factor()?)));
        }
    }

    fn factor(&mut self) -> Result<Expression, Trouble> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::syntax("the arithmetic nests too deep"));
        }
        let value = if self.take("-") {
            Expression::Negated(Box::new(self.factor()?))
        } else if self.take("(") {
            self.closed()?
        } else if self.take("abs(") {
            Expression::Absolute(Box::new(self.closed()?))
        } else if is_met(self.rest) {
            self.take("amount");
            Expression::Met
        } else {
            self.literal()?
        };
        self.depth -= 1;
        Ok(value)
    }

    /// A sum up to the parenthesis that ends it.
    fn closed(&mut self) -> Result<Expression, Trouble> {
        let value = self.sum()?;
        match self.take(")") {
            true => Ok(value),
            false => Err(unread(self.rest)),
        }
    }

    fn literal(&mut self) -> Result<Expression, Trouble> {
        let text = self.rest.trim_ascii_start();
        // A name that no number follows is a variable or a function.
        let after = text.trim_start_matches(|letter: char| letter.is_alphabetic() || letter == '_');
        let number = after.trim_ascii_start();
        let number = number.strip_prefix('-').unwrap_or(number);
        let is_commodity = number.starts_with(|next: char| next.is_ascii_digit());
        if text.is_empty() || after.len() < text.len() && !is_commodity {
            return Err(unread(text));
        }
        let (amount, rest) = amount::amount(text, self.scope, self.journal)?;
        self.rest = rest;
        Ok(Expression::Literal(amount))
    }

    fn take(&mut self, mark: &str) -> bool {
        let rest = self.rest.trim_ascii_start().strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

/// Claims that a text begins with the word `amount`.
fn is_met(text: &str) -> bool {
    let rest = text.trim_ascii_start().strip_prefix("amount");
    rest.is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}

/// What is not arithmetic.
fn unread(text: &str) -> Trouble {
    let help = "write the amount as a number; `+ - * /`, parentheses, `abs` and, in an automated transaction, `amount` are computed";
    let shown = Trouble::unexpected("the value expression is not computed", text.trim_ascii());
    Trouble { code: "value-expression", help, ..shown }
}
