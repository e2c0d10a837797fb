//! Numbers as spreadsheets and banks write them, exactly, or not at all.

use qd_model::Decimal;

/// How a file writes numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NumberFormat {
    /// What stands before the digits after the point: `.` or `,`.
    pub(crate) decimal_mark: char,
    /// Whether the configuration says so; else `1,234` could be either number.
    pub(crate) is_declared: bool,
}

/// Why a text is no number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum NumberError {
    /// Something else stands there.
    Syntax,
    /// It can be read as two numbers.
    Ambiguous,
    /// A `%` stands in a column that is not declared as percent.
    Percent,
    /// It has more than 38 digits.
    Digits,
}

impl NumberError {
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Syntax => "not a number",
            Self::Ambiguous => "the mark can be a decimal or a thousands mark",
            Self::Percent => "the number has a percent sign",
            Self::Digits => "the number has more than 38 digits",
        }
    }

    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Syntax => "correct the cell, or set `decimal_mark`, or map the text in `values`",
            Self::Ambiguous => "set `decimal_mark = \".\"` or `\",\"` for this source",
            Self::Percent => "name the column in `percent` to read 62.5% as 0.625",
            Self::Digits => "round the number in the file",
        }
    }
}

impl NumberFormat {
    /// Reads a number: sign before or after it, parentheses for a negative one, `$`, thousands marks
    /// in threes, `%` where the column is declared as percent (`62.5%` is 0.625).
    pub(crate) fn parse(self, text: &str, is_percent: bool) -> Result<Decimal, NumberError> {
        let (digits, is_negative, has_percent_sign) = bare(text)?;
        if has_percent_sign && !is_percent {
            return Err(NumberError::Percent);
        }
        let number = self.digits(digits)?;
        let number = if is_negative { number.neg() } else { number };
        if is_percent {
            return number.mul(Decimal::new(1, 2)).map_err(|_| NumberError::Digits);
        }
        Ok(number)
    }

    fn digits(self, text: &str) -> Result<Decimal, NumberError> {
        let (whole, fraction) = text.split_once(self.decimal_mark).unwrap_or((text, ""));
        let has_fraction = text.len() > whole.len();
        let other_mark = if self.decimal_mark == '.' { ',' } else { '.' };
        let marks = [other_mark, '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'];
        let mut plain = String::with_capacity(text.len());
        let mark = whole.chars().find(|c| marks.contains(c));
        let groups = mark.map_or(vec![whole], |mark| whole.split(mark).collect());
        for (index, group) in groups.iter().enumerate() {
            let is_whole = groups.len() == 1;
            let is_first = index == 0 && (1..=3).contains(&group.len()) && !group.starts_with('0');
            if !(is_whole || is_first || (index > 0 && group.len() == 3)) {
                return Err(NumberError::Syntax);
            }
            plain.push_str(group);
        }
        if has_fraction {
            plain.push('.');
            plain.push_str(fraction);
        }
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(fraction) || !groups.iter().all(|group| is_digits(group)) {
            return Err(NumberError::Syntax);
        }
        if !self.is_declared && mark == Some(other_mark) && groups.len() == 2 && !has_fraction {
            return Err(NumberError::Ambiguous);
        }
        plain.parse().map_err(|error| match error {
            qd_model::DecimalError::Syntax => NumberError::Syntax,
            _ => NumberError::Digits,
        })
    }
}

/// Takes sign, currency mark and percent sign off; returns what is left, and which stood there.
fn bare(text: &str) -> Result<(&str, bool, bool), NumberError> {
    let is_minus = |c: char| matches!(c, '-' | '\u{2212}');
    let (mut rest, mut n_signs, mut is_negative) = (text.trim(), 0, false);
    let dollar_first = rest.strip_prefix('$');
    rest = dollar_first.unwrap_or(rest).trim_start();
    if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (rest, is_negative, n_signs) = (inner.trim(), true, 1);
    }
    if let Some(after) = rest.strip_prefix(is_minus) {
        (rest, is_negative, n_signs) = (after.trim_start(), true, n_signs + 1);
    } else if let Some(after) = rest.strip_prefix('+') {
        (rest, n_signs) = (after.trim_start(), n_signs + 1);
    }
    if dollar_first.is_none() {
        rest = rest.strip_prefix('$').unwrap_or(rest).trim_start();
    }
    let has_percent_sign = rest.ends_with('%');
    rest = rest.strip_suffix('%').unwrap_or(rest).trim_end();
    if let Some(before) = rest.strip_suffix(is_minus) {
        (rest, is_negative, n_signs) = (before.trim_end(), true, n_signs + 1);
    }
    if n_signs > 1 { Err(NumberError::Syntax) } else { Ok((rest, is_negative, has_percent_sign)) }
}

#[cfg(test)]
mod tests {
    use super::{NumberError, NumberFormat};

    fn check(mark: char, is_declared: bool, text: &str, expected: Result<&str, NumberError>) {
        let format = NumberFormat { decimal_mark: mark, is_declared };
        let number = format.parse(text, false).map(|number| number.to_string());
        assert_eq!(number.as_deref().map_err(|error| *error), expected, "{text}");
    }

    #[test]
    fn numbers_of_banks() {
        for (text, expected) in [
            ("5", Ok("5")),
            (" 1,234.50 ", Ok("1234.50")),
            ("1,234,567", Ok("1234567")),
            ("(420.81)", Ok("-420.81")),
            ("$(250.00)", Ok("-250.00")),
            ("($1,250.00)", Ok("-1250.00")),
            ("-$5.10", Ok("-5.10")),
            ("$-5", Ok("-5")),
            ("+7", Ok("7")),
            ("12.00-", Ok("-12.00")),
            ("\u{2212}3", Ok("-3")),
            ("1'234.5", Ok("1234.5")),
            ("1\u{a0}234.5", Ok("1234.5")),
            (".5", Ok("0.5")),
            ("0.085", Ok("0.085")),
            ("1,234", Err(NumberError::Ambiguous)),
            ("0,123", Err(NumberError::Syntax)),
            ("1,23", Err(NumberError::Syntax)),
            ("12,34,567", Err(NumberError::Syntax)),
            ("1.234,56", Err(NumberError::Syntax)),
            ("1,234'567", Err(NumberError::Syntax)),
            ("(-5)", Err(NumberError::Syntax)),
            ("--5", Err(NumberError::Syntax)),
            ("-5-", Err(NumberError::Syntax)),
            ("1e5", Err(NumberError::Syntax)),
            ("5 USD", Err(NumberError::Syntax)),
            ("", Err(NumberError::Syntax)),
            ("$", Err(NumberError::Syntax)),
            ("62.5%", Err(NumberError::Percent)),
            ("999999999999999999999999999999999999999", Err(NumberError::Digits)),
        ] {
            check('.', false, text, expected);
        }
    }

    #[test]
    fn the_declared_mark_decides() {
        check('.', true, "1,234", Ok("1234"));
        check(',', true, "1,234", Ok("1.234"));
        check(',', true, "1.234", Ok("1234"));
        check(',', true, "1.234,56", Ok("1234.56"));
        check(',', true, "1,234.56", Err(NumberError::Syntax));
    }

    #[test]
    fn percent_is_read_where_it_is_declared() {
        let format = NumberFormat { decimal_mark: '.', is_declared: false };
        assert_eq!(format.parse("62.5%", true).unwrap().to_string(), "0.625");
        assert_eq!(format.parse("-3", true).unwrap().to_string(), "-0.03");
    }
}
