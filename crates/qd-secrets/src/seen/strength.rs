//! How much context a known value needs before it blocks.
//!
//! A password of `operations` is a secret and a word. Blocked everywhere, it would stop every
//! report; so words and short values count only where a value stands: in a code span, a table cell
//! or behind a key's name. The commonest ones (`admin`, `postgres`) are also ordinary cell texts,
//! and count only behind a key's name.

use crate::entropy::Makeup;

/// Where a token stands, from the least telling to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Context {
    /// The whole of a table cell, a code span or a JSON string.
    Cell,
    /// Behind the name of a secret: `password: x`.
    Key,
}

/// What a known value needs before a match counts. The numbers stand in caches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strength {
    /// Counts wherever it stands.
    Strong = 1,
    /// Counts in a cell, a code span or behind a key.
    Weak = 2,
    /// Counts behind a key only.
    Common = 3,
}

/// Passwords that are also names of ordinary things in a report.
const COMMON: &[&str] = &[
    "admin",
    "administrator",
    "root",
    "user",
    "username",
    "test",
    "testing",
    "demo",
    "guest",
    "default",
    "password",
    "passwd",
    "pass",
    "secret",
    "secrets",
    "token",
    "key",
    "credential",
    "credentials",
    "private",
    "public",
    "postgres",
    "postgresql",
    "mysql",
    "mariadb",
    "redis",
    "mongo",
    "rabbitmq",
    "localhost",
    "production",
    "prod",
    "staging",
    "development",
    "local",
    "master",
    "main",
    "example",
    "sample",
    "server",
    "client",
    "database",
    "owner",
    "manager",
    "github",
    "docker",
    "bearer",
    "basic",
    "oauth",
    "header",
    "cookie",
    "session",
    "operator",
    "string",
    "value",
    "open",
    "closed",
    "high",
    "medium",
    "critical",
    "info",
    "pass",
    "fail",
    "active",
    "pending",
    "total",
    "cash",
    "revenue",
    "income",
];

impl Strength {
    /// The strength with this number.
    pub(crate) fn from_code(code: u8) -> Option<Self> {
        [Self::Strong, Self::Weak, Self::Common].into_iter().find(|one| *one as u8 == code)
    }

    pub(crate) fn of(value: &[u8]) -> Self {
        let makeup = Makeup::of(value);
        let lower = value.to_ascii_lowercase();
        let is_short_word = value.len() < 6 && makeup.letters() == value.len();
        if is_short_word || COMMON.iter().any(|word| word.as_bytes() == lower) {
            // Every table has cells of one short word.
            Self::Common
        } else if makeup.letters() == 0 && value.is_ascii() && is_number_like(value) {
            // Under twelve digits a number is also an amount, a date or a phone number.
            if makeup.digits >= 12 { Self::Strong } else { Self::Common }
        } else if value.len() < 8 || is_wordy(value, &makeup) {
            Self::Weak
        } else {
            Self::Strong
        }
    }

    pub(crate) fn allows(self, context: Context) -> bool {
        match self {
            Self::Strong => true,
            Self::Weak => context >= Context::Cell,
            Self::Common => context >= Context::Key,
        }
    }
}

fn is_number_like(value: &[u8]) -> bool {
    value.iter().all(|byte| byte.is_ascii_digit() || b"+-.,:/ ()$%".contains(byte))
}

/// A word, or a few words joined by hyphens, underscores, dots or spaces. Letters alone are not a
/// word when they are longer than words get or change case like base 64.
fn is_wordy(value: &[u8], makeup: &Makeup) -> bool {
    let is_joint = |byte: &u8| b"-_. ".contains(byte);
    if !value.iter().all(|byte| byte.is_ascii_alphabetic() || is_joint(byte)) {
        return false;
    }
    let n_words = value.split(is_joint).filter(|word| !word.is_empty()).count();
    let longest = value.split(is_joint).map(<[u8]>::len).max().unwrap_or(0);
    let has_odd_case = value.len() >= 12 && makeup.changes >= 5 && makeup.distinct >= 8;
    !has_odd_case && longest < 24 && n_words < 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strength_of_values() {
        let check = |value: &str, expected| {
            assert_eq!(Strength::of(value.as_bytes()), expected, "{value}");
        };
        check("hunter22", Strength::Strong);
        check("p@ssw0rd", Strength::Strong);
        check("correct horse battery staple", Strength::Strong);
        check("qWeRtYuIoPaSdFgH", Strength::Strong);
        check("1234-5678-9012-3456", Strength::Strong);
        check("pässwörtchen", Strength::Strong);
        check("operations", Strength::Weak);
        check("read-only", Strength::Weak);
        check("hunter2", Strength::Weak);
        check("password", Strength::Common);
        check("Admin", Strength::Common);
        check("write", Strength::Common);
        check("20260930", Strength::Common);
    }
}
