//! Numbers as people state them in prose: `6`, `$300`, `$10K to $50K`, `18%`, `no`.

use qd_model::Decimal;

use crate::csv::number::NumberFormat;

/// What a person stated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stated {
    /// The number, or the lower end of a range; `None` where the word is `no`.
    pub(crate) low: Option<Decimal>,
    /// The upper end of a range.
    pub(crate) high: Option<Decimal>,
}

/// One number: its text, and what multiplies it.
struct Part {
    number: Decimal,
    mark: Option<char>,
}

/// The grammar of [`parse`] as a regular expression, for finding a hole's text.
pub(super) const PATTERN: &str = r"(?:(?-u:\b)[Nn]o(?-u:\b)|[-−]?[$€£]?[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)? ?(?:%|[KkMB](?-u:\b))?(?: ?(?:(?-u:\b)to(?-u:\b)|-|–) ?[$€£]?[0-9](?:[0-9,]*[0-9])?(?:\.[0-9]+)? ?(?:%|[KkMB](?-u:\b))?)?)";

/// Reads a stated number or range; `None` if the text is neither, or can be read in two ways.
pub(crate) fn parse(text: &str) -> Option<Stated> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("no") {
        return Some(Stated { low: None, high: None });
    }
    let ends = [" to ", "–", " - "].iter().find_map(|mark| text.split_once(mark));
    let ends = ends.or_else(|| text.split_once('-').filter(|(low, _)| !low.trim().is_empty()));
    let Some((low, high)) = ends else {
        let part = part(text)?;
        return Some(Stated { low: Some(scaled(&part, part.mark)?), high: None });
    };
    let (low, high) = (part(low)?, part(high)?);
    let low_mark = match (low.mark, high.mark) {
        // `10 to 18%` can only mean one thing; `10 to 50K` can mean two.
        (None, Some('%')) => Some('%'),
        (None, Some(_)) => return None,
        (mark, _) => mark,
    };
    let (low, high) = (scaled(&low, low_mark)?, scaled(&high, high.mark)?);
    (low <= high).then_some(Stated { low: Some(low), high: Some(high) })
}

fn part(text: &str) -> Option<Part> {
    let text = text.trim();
    let mark = text.chars().last().filter(|last| "%KkMB".contains(*last));
    let digits = mark.map_or(text, |mark| text[..text.len() - mark.len_utf8()].trim_end());
    let (is_negative, digits) = match digits.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, digits),
    };
    let digits = digits.strip_prefix(['$', '€', '£']).unwrap_or(digits);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let format = NumberFormat { decimal_mark: '.', is_declared: true };
    let number = format.parse(digits, false).ok()?;
    Some(Part { number: if is_negative { number.neg() } else { number }, mark })
}

fn scaled(part: &Part, mark: Option<char>) -> Option<Decimal> {
    let factor = match mark {
        None => Decimal::ONE,
        Some('%') => Decimal::new(1, 2),
        Some('K' | 'k') => Decimal::new(1_000, 0),
        Some('M') => Decimal::new(1_000_000, 0),
        Some(_) => Decimal::new(1_000_000_000, 0),
    };
    part.number.mul(factor).ok().map(Decimal::normalized)
}

#[cfg(test)]
mod tests {
    use super::{PATTERN, parse};

    #[test]
    fn stated_numbers() {
        let whole = regex::Regex::new(&format!("^{PATTERN}$")).unwrap();
        let check = |text: &str, expected: &str| {
            let shown = parse(text).map(|stated| {
                let shown = |number: Option<qd_model::Decimal>| {
                    number.map_or("-".into(), |n| n.to_string())
                };
                format!("{}..{}", shown(stated.low), shown(stated.high))
            });
            assert_eq!(shown.as_deref().unwrap_or("none"), expected, "{text}");
            assert!(expected == "none" || whole.is_match(text), "{text}");
        };
        check("6", "6..-");
        check("$300", "300..-");
        check("3,676", "3676..-");
        check("$50 to $84", "50..84");
        check("$10K to $50K", "10000..50000");
        check("$10K-$50K", "10000..50000");
        check("$0.0005", "0.0005..-");
        check("18%", "0.18..-");
        check("10 to 18%", "0.1..0.18");
        check("1.5M", "1500000..-");
        check("no", "-..-");
        check("-5", "-5..-");
        check("€1,200.50", "1200.5..-");
        check("10 to 50K", "none");
        check("5 to 3", "none");
        check("six", "none");
        check("1,23", "none");
        check("1.2.3", "none");
        check("", "none");
        check("K", "none");
        check("99999999999999999999999999999999999999K", "none");
    }
}
