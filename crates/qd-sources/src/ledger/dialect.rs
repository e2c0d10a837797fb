//! Which of the three journal languages a file is written in.
//!
//! The setting `dialect` decides, else the file's extension, else a few words that only one of the
//! languages has. Nothing else in the reader looks at file names.

/// A journal language.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dialect {
    /// Beancount 2 and 3.
    Beancount,
    /// hledger's journal format.
    Hledger,
    /// Ledger 3.
    Ledger,
}

impl Dialect {
    /// Reads the word of the setting.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word {
            "beancount" => Some(Self::Beancount),
            "hledger" => Some(Self::Hledger),
            "ledger" => Some(Self::Ledger),
            _ => None,
        }
    }

    /// Tells the language by a file's extension.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let file = name.rsplit('/').next().unwrap_or(name);
        let (_, extension) = file.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "beancount" | "bean" => Some(Self::Beancount),
            "journal" | "hledger" | "j" => Some(Self::Hledger),
            "ledger" | "dat" => Some(Self::Ledger),
            _ => None,
        }
    }

    /// Tells the language by a file's first lines; hledger where nothing speaks for another, since
    /// it reads most of what ledger writes.
    pub(crate) fn of_content(text: &str) -> Self {
        for line in text.lines().take(2000) {
            let line = line.get(..200).unwrap_or(line);
            if is_beancount(line) {
                return Self::Beancount;
            }
            if is_ledger(line) {
                return Self::Ledger;
            }
        }
        Self::Hledger
    }
}

fn is_beancount(line: &str) -> bool {
    let words = ["option \"", "plugin \"", "include \"", "pushtag #", "poptag #"];
    if words.iter().any(|word| line.starts_with(word)) {
        return true;
    }
    if !line.starts_with(|first: char| first.is_ascii_digit()) {
        return false;
    }
    let directive = line.get(10..).unwrap_or_default().trim_start();
    let words = ["open ", "close ", "commodity ", "balance ", "pad ", "price ", "txn ", "custom "];
    words.iter().any(|word| directive.starts_with(word))
        || directive.strip_prefix(['*', '!']).is_some_and(|rest| rest.starts_with(" \""))
}

fn is_ledger(line: &str) -> bool {
    let directives = ["bucket ", "define ", "def ", "apply tag ", "capture ", "!include ", "A "];
    let subdirectives = ["format ", "nomarket", "default", "assert ", "check "];
    let indented = line.strip_prefix([' ', '\t']).map(str::trim_start);
    directives.iter().any(|word| line.starts_with(word))
        || indented.is_some_and(|rest| subdirectives.iter().any(|word| rest.starts_with(word)))
}

#[cfg(test)]
mod tests {
    use super::Dialect;

    #[test]
    fn names_then_content() {
        assert_eq!(Dialect::of_name("a.b/main.beancount"), Some(Dialect::Beancount));
        assert_eq!(Dialect::of_name("books/x.J"), Some(Dialect::Hledger));
        assert_eq!(Dialect::of_name("x.dat"), Some(Dialect::Ledger));
        assert_eq!(Dialect::of_name("dir.ledger/x"), None);
        let check =
            |text: &str, expected| assert_eq!(Dialect::of_content(text), expected, "{text}");
        check("; x\n2026-01-01 open Assets:Bank USD\n", Dialect::Beancount);
        check("2026-01-02 * \"Cafe\"\n", Dialect::Beancount);
        check("2026-01-02 * Cafe\n    a  1\n    b\n", Dialect::Hledger);
        check("commodity USD\n    format 1,000.00 USD\n", Dialect::Ledger);
        check("", Dialect::Hledger);
    }
}
