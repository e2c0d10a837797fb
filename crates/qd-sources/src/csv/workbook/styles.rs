//! What a cell's style says of its number: a day, a share, or a plain number.
//!
//! ECMA-376 part 1, 18.8.30 (built-in formats) and 18.8.31 (format codes).

use super::package::{Package, Token};
use super::{MAX_CELLS, WorkbookError};

/// What a number stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum NumberKind {
    /// Itself.
    #[default]
    Plain,
    /// A day, or an instant of the local clock.
    Date,
    /// A share, shown times a hundred with `%`.
    Percent,
    /// A length of time, stored in days.
    Duration,
}

/// The kind of each style, by its index.
#[derive(Default)]
pub(super) struct Styles(Vec<NumberKind>);

impl Styles {
    pub(super) fn kind(&self, style: usize) -> NumberKind {
        self.0.get(style).copied().unwrap_or_default()
    }

    /// Reads `styles.xml`; a workbook without has plain numbers only.
    pub(super) fn read(package: &mut Package<'_>, name: &str) -> Result<Self, WorkbookError> {
        let Some(mut part) = package.part(name)? else { return Ok(Self::default()) };
        let mut codes = std::collections::BTreeMap::new();
        // Named cell styles have `xf` elements too, which no cell points at.
        let (mut kinds, mut is_cell_formats) = (Vec::new(), false);
        while let Some(token) = part.next()? {
            match token {
                Token::Open(name, _) if name == "cellXfs" => is_cell_formats = true,
                Token::Close(name) if name == "cellXfs" => is_cell_formats = false,
                Token::Open(name, attributes) if name == "numFmt" => {
                    let id = attributes.get("numFmtId").and_then(|id| id.parse::<u32>().ok());
                    if let (Some(id), Some(code)) = (id, attributes.get("formatCode")) {
                        codes.insert(id, of_code(code));
                    }
                }
                Token::Open(name, attributes) if name == "xf" && is_cell_formats => {
                    let id = attributes.get("numFmtId").and_then(|id| id.parse::<u32>().ok());
                    let id = id.unwrap_or_default();
                    kinds.push(codes.get(&id).copied().unwrap_or_else(|| of_builtin(id)));
                }
                _ => {}
            }
            if codes.len() + kinds.len() > MAX_CELLS {
                return Err(WorkbookError::TooLarge);
            }
        }
        Ok(Self(kinds))
    }
}

/// The kind of a format that no workbook declares; 27 to 36 and 50 to 58 are days of East Asia.
fn of_builtin(id: u32) -> NumberKind {
    match id {
        9 | 10 => NumberKind::Percent,
        14..=22 | 27..=36 | 50..=58 => NumberKind::Date,
        45..=47 => NumberKind::Duration,
        _ => NumberKind::Plain,
    }
}

/// The kind of a format code, by its first section; quoted and escaped text means nothing.
fn of_code(code: &str) -> NumberKind {
    let mut characters = code.chars();
    let mut kind = NumberKind::Plain;
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|c| *c == '"')),
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inner = characters.by_ref().take_while(|c| *c != ']').collect::<String>();
                let is_unit = |unit: char| inner.chars().all(|c| c.eq_ignore_ascii_case(&unit));
                // A colour, a condition or a language otherwise: `[Red]`, `[>1]`, `[$-409]`.
                if !inner.is_empty() && ['h', 'm', 's'].into_iter().any(is_unit) {
                    return NumberKind::Duration;
                }
            }
            ';' => break,
            '%' => kind = NumberKind::Percent,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' => return NumberKind::Date,
            _ => {}
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::{NumberKind, of_builtin, of_code};

    #[test]
    fn format_codes_tell_days_from_numbers() {
        for (code, expected) in [
            ("General", NumberKind::Plain),
            ("#,##0.00", NumberKind::Plain),
            ("#,##0.00\\ \"USD\"", NumberKind::Plain),
            ("\"$\"#,##0_);[Red](\"$\"#,##0)", NumberKind::Plain),
            ("0.00E+00", NumberKind::Plain),
            ("0\"x\"*d", NumberKind::Plain),
            ("\\Y000000", NumberKind::Plain),
            ("0;yyyy", NumberKind::Plain),
            ("0.0%", NumberKind::Percent),
            ("yyyy-mm-dd", NumberKind::Date),
            ("[$-409]d\\-mmm\\-yy;@", NumberKind::Date),
            ("m/d/yy h:mm AM/PM", NumberKind::Date),
            ("*-yyyy", NumberKind::Date),
            ("[h]:mm:ss", NumberKind::Duration),
            ("[mm]", NumberKind::Duration),
            ("[", NumberKind::Plain),
            ("\"", NumberKind::Plain),
        ] {
            assert_eq!(of_code(code), expected, "{code}");
        }
        assert_eq!(of_builtin(14), NumberKind::Date);
        assert_eq!(of_builtin(10), NumberKind::Percent);
        assert_eq!(of_builtin(2), NumberKind::Plain);
    }
}
