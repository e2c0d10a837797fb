//! What a comment of hledger or ledger says beyond prose: tags, and a posting's own dates.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::ledger::date;
use crate::ledger::dialect::Dialect;

/// Tags and dates of the comments of one transaction or posting.
#[derive(Default)]
pub(crate) struct Remarks<'a> {
    /// Tags with their value, which may be empty.
    pub(crate) tags: Vec<(&'a str, &'a str)>,
    /// `[2026-01-05]`, `date:`.
    pub(crate) date: Option<NaiveDate>,
    /// `[=2026-01-05]`, `date2:`.
    pub(crate) effective: Option<NaiveDate>,
}

impl<'a> Remarks<'a> {
    /// Reads one comment, without its mark.
    pub(crate) fn read(&mut self, comment: &'a str, dialect: Dialect, year: Option<i32>) {
        let has_tags = comment.contains(':');
        // ledger reads a comment either for its tags or for its dates.
        if comment.contains('[') && !(has_tags && dialect == Dialect::Ledger) {
            self.read_dates(comment, year);
        }
        if !has_tags {
            return;
        }
        match dialect {
            Dialect::Ledger => self.read_ledger(comment),
            Dialect::Hledger | Dialect::Beancount => self.read_hledger(comment, year),
        }
    }

    /// The tags as the fact tables hold them: `name`, or `name:value` where the value is one word.
    pub(crate) fn words(&self) -> Vec<Cow<'a, str>> {
        let word = |(name, value): &(&'a str, &'a str)| match value.contains(char::is_whitespace) {
            false if !value.is_empty() => Cow::Owned(format!("{name}:{value}")),
            _ => Cow::Borrowed(*name),
        };
        self.tags.iter().map(word).collect()
    }

    fn read_dates(&mut self, comment: &str, year: Option<i32>) {
        for piece in comment.split('[').skip(1) {
            let Some((inner, _)) = piece.split_once(']') else { continue };
            let (first, second) = inner.split_once('=').unwrap_or((inner, ""));
            let is_date = |text: &str| text.is_empty() || date::parse(text, year).is_ok();
            if is_date(first) && is_date(second) {
                self.date = date::parse(first, year).ok().or(self.date);
                self.effective = date::parse(second, year).ok().or(self.effective);
            }
        }
    }

    /// `name:` and `name: value`, a value ends at a comma.
    fn read_hledger(&mut self, comment: &'a str, year: Option<i32>) {
        let mut rest = comment;
        while let Some((before, after)) = rest.split_once(':') {
            let ends = |character: char| character.is_whitespace() || character == ',';
            let name = before.rsplit(ends).next().unwrap_or_default();
            if name.is_empty() {
                rest = after;
                continue;
            }
            let (value, next) = after.split_once(',').unwrap_or((after, ""));
            let value = value.trim_ascii();
            match name {
                "date" => self.date = date::parse(value, year).ok().or(self.date),
                "date2" => self.effective = date::parse(value, year).ok().or(self.effective),
                _ => self.tags.push((name, value)),
            }
            rest = next;
        }
    }

    /// `:one:two:` anywhere, `Key: value` at the start.
    fn read_ledger(&mut self, comment: &'a str) {
        let comment = comment.trim_ascii();
        let (first, value) = comment.split_once(char::is_whitespace).unwrap_or((comment, ""));
        if let Some(key) =
            first.strip_suffix(':').filter(|key| !key.is_empty() && !key.starts_with(':'))
        {
            self.tags.push((key.trim_end_matches(':'), value.trim_ascii()));
            return;
        }
        for word in comment.split_ascii_whitespace() {
            if let Some(tags) = word.strip_prefix(':').and_then(|word| word.strip_suffix(':')) {
                self.tags
                    .extend(tags.split(':').filter(|tag| !tag.is_empty()).map(|tag| (tag, "")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Remarks;
    use crate::ledger::dialect::Dialect;

    fn check(comment: &str, dialect: Dialect, words: &str, dates: [Option<&str>; 2]) {
        let mut remarks = Remarks::default();
        remarks.read(comment, dialect, Some(2026));
        assert_eq!(remarks.words().join(" "), words, "{comment}");
        let found = [remarks.date, remarks.effective].map(|date| date.map(|date| date.to_string()));
        assert_eq!(found.each_ref().map(Option::as_deref), dates, "{comment}");
    }

    #[test]
    fn tags_and_dates() {
        let (hledger, ledger) = (Dialect::Hledger, Dialect::Ledger);
        check(" fixed:", hledger, "fixed", [None, None]);
        check(
            " paid by trip:paris, who: two words , x:",
            hledger,
            "trip:paris who x",
            [None, None],
        );
        check(
            " date:2026-03-04, date2: 4/5",
            hledger,
            "",
            [Some("2026-03-04"), Some("2026-04-05")],
        );
        check(" [2026-01-05=2/1] n", ledger, "", [Some("2026-01-05"), Some("2026-02-01")]);
        check(" [=2/1]", hledger, "", [None, Some("2026-02-01")]);
        check(" [not a date] : ::", hledger, "", [None, None]);
        check(" [2026-01-05] :one:", ledger, "one", [None, None]);
        check(" [2026-01-05] one:", hledger, "one", [Some("2026-01-05"), None]);
        check(" :one:two: and :three:", ledger, "one two three", [None, None]);
        check(" Invoice: A-17", ledger, "Invoice:A-17", [None, None]);
        check(" see https://example.com", ledger, "", [None, None]);
    }
}
