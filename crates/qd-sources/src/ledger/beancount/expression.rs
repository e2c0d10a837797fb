//! Numbers and amounts of beancount: `(40.00/3 + 5) USD`.

use qd_model::Decimal;

use crate::ledger::arithmetic::{product, quotient, too_long};
use crate::ledger::number::{self, Mark};
use crate::ledger::trouble::Trouble;

/// How deep parentheses may nest.
const MAX_DEPTH: usize = 64;

/// Reads an expression at the start of a text; `None` where none begins.
pub(crate) fn expression(text: &str) -> Result<Option<(Decimal, &str)>, Trouble> {
    let text = text.trim_ascii_start();
    let begins = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'(' | b'.');
    if !text.as_bytes().first().is_some_and(begins) {
        return Ok(None);
    }
    let mut parser = Parser { rest: text, depth: 0 };
    let number = parser.sum()?;
    Ok(Some((number, parser.rest)))
}

/// Reads a commodity at the start of a text.
pub(crate) fn currency(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_ascii_start();
    let bytes = text.as_bytes();
    if !bytes.first().is_some_and(|byte| byte.is_ascii_uppercase() || *byte == b'/') {
        return None;
    }
    let is_part = |byte: &u8| {
        byte.is_ascii_uppercase()
            || byte.is_ascii_digit()
            || matches!(byte, b'\'' | b'.' | b'_' | b'-' | b'/')
    };
    let length = bytes.iter().position(|byte| !is_part(byte)).unwrap_or(bytes.len());
    let name = text[..length].trim_end_matches(['\'', '.', '_', '-', '/']);
    (!name.is_empty()).then(|| (name, &text[name.len()..]))
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<Decimal, Trouble> {
        let mut value = self.product()?;
        loop {
            value = match self.operator(['+', '-']) {
                Some('+') => value.add(self.product()?).map_err(too_long)?,
                Some(_) => value.sub(self.product()?).map_err(too_long)?,
                None => return Ok(value),
            };
        }
    }

    fn product(&mut self) -> Result<Decimal, Trouble> {
        let mut value = self.factor()?;
        loop {
            value = match self.operator(['*', '/']) {
                Some('*') => product(value, self.factor()?)?,
                Some(_) => quotient(value, self.factor()?)?,
                None => return Ok(value),
            };
        }
    }

    fn factor(&mut self) -> Result<Decimal, Trouble> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Trouble::syntax("the arithmetic nests too deep"));
        }
        let value = match self.operator(['-', '+']) {
            Some('-') => self.factor()?.neg(),
            Some(_) => self.factor()?,
            None if self.take('(') => {
                let inner = self.sum()?;
                if !self.take(')') {
                    return Err(Trouble::syntax("a parenthesis does not end"));
                }
                inner
            }
            None => self.number()?,
        };
        self.depth -= 1;
        Ok(value)
    }

    fn number(&mut self) -> Result<Decimal, Trouble> {
        self.rest = self.rest.trim_ascii_start();
        let length = number::scan(self.rest, false);
        if length == 0 {
            return Err(Trouble::unexpected("expected a number", self.rest));
        }
        let (digits, rest) = self.rest.split_at(length);
        // A comma at the end separates parts of a cost.
        let (digits, rest) = match digits.strip_suffix(',') {
            Some(shorter) => (shorter, &self.rest[length - 1..]),
            None => (digits, rest),
        };
        self.rest = rest;
        number::interpret(digits, Some(Mark::Period))
            .map_err(|error| Trouble::number(error, digits))
    }

    fn operator(&mut self, operators: [char; 2]) -> Option<char> {
        let found = self.rest.trim_ascii_start().chars().next()?;
        operators.contains(&found).then(|| {
            self.take(found);
            found
        })
    }

    fn take(&mut self, character: char) -> bool {
        match self.rest.trim_ascii_start().strip_prefix(character) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{currency, expression};

    #[test]
    fn arithmetic_follows_the_usual_order() {
        let check = |text: &str, expected: &str| {
            let found = match expression(text) {
                Ok(Some((number, rest))) => format!("{number} {}", rest.trim()),
                Ok(None) => "none".into(),
                Err(trouble) => trouble.code.to_owned(),
            };
            assert_eq!(found.trim_end(), expected, "{text}");
        };
        check("10.00 USD", "10.00 USD");
        check("1,000.50 USD", "1000.50 USD");
        check("-5 USD", "-5 USD");
        check("2 + 3 * 4 USD", "14 USD");
        check("(2 + 3) * -4USD", "-20 USD");
        check("40.00 / 4 USD", "10.00 USD");
        check("10 / 4.00 USD", "2.5 USD");
        check("2.000 * 3 USD", "6.000 USD");
        check("(40.00/3 + 5) USD", "18.33333333333333333333333333 USD");
        check("502.12, 2026-01-01", "502.12 , 2026-01-01");
        check("USD", "none");
        check("1/0 USD", "syntax-error");
        check("1,5 USD", "syntax-error");
        check("(1 USD", "syntax-error");
        check(&"(".repeat(100), "syntax-error");
        check("99999999999999999999 * 99999999999999999999 USD", "too-many-digits");
    }

    #[test]
    fn currencies_end_in_a_letter_or_digit() {
        assert_eq!(currency(" USD  ; x"), Some(("USD", "  ; x")));
        assert_eq!(currency("VBMPX-1, "), Some(("VBMPX-1", ", ")));
        assert_eq!(currency("A.B.}"), Some(("A.B", ".}")));
        assert_eq!(currency("usd"), None);
    }
}
