//! Why a directive or a posting was not understood; its place is added by who reads the line.

use std::borrow::Cow;

use super::date::DateError;
use super::number::NumberError;

/// How many `pushtag`, `apply account` and the like may be open at once: each costs every line below.
const MAX_OPEN: usize = 100;

/// The help of a line of which nobody has said how it is written.
const UNTOLD: &str = "compare the line with the manual of the tool that the journal is for";

/// What is wrong with a piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trouble {
    /// The diagnostic's code.
    pub(crate) code: &'static str,
    /// What is wrong.
    pub(crate) message: Cow<'static, str>,
    /// What to do.
    pub(crate) help: &'static str,
}

impl Trouble {
    /// The line does not follow the language. Who reads the line says how it is written
    /// ([`Trouble::written`]).
    pub(crate) fn syntax(message: &'static str) -> Self {
        Self { code: "syntax-error", message: message.into(), help: UNTOLD }
    }

    /// Adds how such a line is written, where nothing better is known.
    #[must_use]
    pub(crate) fn written(self, help: &'static str) -> Self {
        Self { help: if self.help == UNTOLD { help } else { self.help }, ..self }
    }

    /// As [`Trouble::syntax`], with the text that was met, cut short.
    pub(crate) fn unexpected(message: &str, text: &str) -> Self {
        let mut found = text.chars().take(40).collect::<String>();
        if found.len() < text.len() {
            found.push('…');
        }
        Self { message: format!("{message}: {found}").into(), ..Self::syntax("") }
    }

    /// The language has it, this reader does not.
    pub(crate) fn unsupported(
        code: &'static str,
        message: &'static str,
        help: &'static str,
    ) -> Self {
        Self { code, message: message.into(), help }
    }

    /// More is open than a person would write.
    pub(crate) fn too_many_open(n_open: usize) -> Result<(), Self> {
        match n_open < MAX_OPEN {
            true => Ok(()),
            false => Err(Self::syntax("more than 100 of this directive are open at once")),
        }
    }

    /// A number that was refused.
    pub(crate) fn number(error: NumberError, text: &str) -> Self {
        let (code, what, help) = match error {
            NumberError::Ambiguous => (
                "ambiguous-number",
                "the mark may be for thousands or for decimals",
                "declare it: `decimal_mark` of the source, or a `commodity` directive with a sample",
            ),
            NumberError::Grouping => (
                "syntax-error",
                "the marks do not stand between thousands",
                "write the number without thousands marks",
            ),
            NumberError::TooLong => (
                "too-many-digits",
                "the number has more than 38 digits",
                "write the number with fewer digits",
            ),
        };
        Self {
            message: format!("{what}: {}", text.chars().take(60).collect::<String>()).into(),
            code,
            help,
        }
    }

    /// A date that was refused.
    pub(crate) fn date(error: DateError, text: &str) -> Self {
        match error {
            DateError::Syntax => Self::unexpected("expected a date", text),
            DateError::NoSuchDay => Self::unexpected("the calendar has no such day", text),
            DateError::NoYear => Self {
                code: "missing-year",
                help: "write the year, or set it above with `Y 2026`",
                ..Self::unexpected("the date has no year", text)
            },
        }
    }
}
