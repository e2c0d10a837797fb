//! OFX of any age as statements: SGML of 1.x with its unclosed tags, XML of 2.x, and what banks
//! make of both.
//!
//! The text is a stream of tags and the text after them: a tag with text is a leaf, any other opens
//! or closes a scope. Unknown tags are passed over. Nothing here judges: amounts and dates stay
//! text, and the caller counts what the raw bytes promise.

use std::borrow::Cow;

use super::statement::{Statement, Transaction};

/// How much text a leaf may hold.
const MAX_LEAF_BYTES: usize = 16 << 10;
/// How many scopes may be open.
const MAX_DEPTH: usize = 64;

/// What opens text in which tags are text.
const CDATA: &str = "<![CDATA[";

/// The scopes that decide what a leaf means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Scope {
    Statement,
    Transaction,
    Account,
    LedgerBalance,
    Currency,
    Other,
}

/// A tag and the text after it.
pub(super) struct Token<'a> {
    pub(super) line: u32,
    /// In upper case; with a leading `/` if it closes.
    pub(super) name: String,
    /// What stands in the tag after its name.
    pub(super) attributes: &'a str,
    /// Whether the tag closes itself: `<A/>`.
    pub(super) is_empty: bool,
    pub(super) text: Cow<'a, str>,
}

/// Reads the statements of a file.
pub(crate) fn statements(text: &str) -> Vec<Statement> {
    let mut reader = Reader::default();
    for token in Tokens::new(text) {
        reader.take(&token);
    }
    // A transaction is closed by its tag, the next one or its list's end; this one by none.
    if let Some(transaction) = &mut reader.transaction {
        transaction.is_cut = true;
    }
    reader.end_statement();
    reader.done
}

/// Counts `<STMTTRN>` in the raw text, so that rows cannot be lost in silence.
pub(crate) fn promised(text: &str) -> usize {
    let is_end = |rest: &str| rest.trim_start().starts_with('>');
    let upper = text.to_ascii_uppercase();
    upper.match_indices("<STMTTRN").filter(|(at, tag)| is_end(&upper[at + tag.len()..])).count()
}

#[derive(Default)]
struct Reader {
    scopes: Vec<(String, Scope)>,
    statement: Option<Statement>,
    transaction: Option<Transaction>,
    balance: Option<(u32, String, String)>,
    done: Vec<Statement>,
}

impl Reader {
    fn take(&mut self, token: &Token<'_>) {
        if let Some(name) = token.name.strip_prefix('/') {
            self.close(name);
        } else if token.text.is_empty() {
            self.open(token);
        } else {
            self.leaf(&token.name, &token.text);
        }
    }

    fn open(&mut self, token: &Token<'_>) {
        let scope = match token.name.as_str() {
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => Scope::Statement,
            "STMTTRN" => Scope::Transaction,
            "BANKACCTFROM" | "CCACCTFROM" | "INVACCTFROM" => Scope::Account,
            "LEDGERBAL" => Scope::LedgerBalance,
            "CURRENCY" => Scope::Currency,
            // Containers whose leaves have the names of leaves that matter elsewhere. Other empty
            // tags are leaves without text: `<FITID>` opens nothing.
            "AVAILBAL" | "BANKACCTTO" | "CCACCTTO" | "PAYEE" | "ORIGCURRENCY" | "BAL"
            | "BANKTRANLIST" | "INVBANKTRAN" => Scope::Other,
            _ => return,
        };
        match scope {
            Scope::Statement => {
                self.end_statement();
                self.scopes.clear();
                self.statement = Some(Statement::default());
            }
            Scope::Transaction => {
                self.end_transaction();
                self.scopes.retain(|(_, open)| *open == Scope::Statement);
                self.transaction = Some(Transaction { line: token.line, ..Transaction::default() });
            }
            Scope::LedgerBalance => {
                self.end_transaction();
                self.balance = Some((token.line, String::new(), String::new()));
            }
            Scope::Account | Scope::Currency | Scope::Other => {}
        }
        if self.scopes.len() < MAX_DEPTH {
            self.scopes.push((token.name.clone(), scope));
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            // `<CCSTMTRS>...</STMTRS>` occurs: any statement's end ends the statement.
            "STMTRS" | "CCSTMTRS" | "INVSTMTRS" => {
                self.end_statement();
                self.scopes.clear();
            }
            "STMTTRN" | "BANKTRANLIST" => self.end_transaction(),
            "LEDGERBAL" => self.end_balance(),
            _ => {}
        }
        if let Some(at) = self.scopes.iter().rposition(|(open, _)| open == name) {
            self.scopes.truncate(at);
        }
    }

    fn leaf(&mut self, name: &str, text: &str) {
        let scope = self.scopes.last().map_or(Scope::Other, |(_, scope)| *scope);
        let is_payee = self.scopes.last().is_some_and(|(name, _)| name == "PAYEE");
        match (scope, name) {
            (Scope::LedgerBalance, "BALAMT") => {
                if let Some(balance) = &mut self.balance {
                    text.clone_into(&mut balance.1);
                }
            }
            (Scope::LedgerBalance, "DTASOF") => {
                if let Some(balance) = &mut self.balance {
                    text.clone_into(&mut balance.2);
                }
            }
            (Scope::Account, "ACCTID") => {
                if let Some(statement) = &mut self.statement {
                    statement.account_id.get_or_insert_with(|| text.to_owned());
                }
            }
            (_, "CURDEF") => {
                if let Some(statement) = &mut self.statement {
                    statement.currency.get_or_insert_with(|| text.to_uppercase());
                }
            }
            _ => {
                let Some(transaction) = &mut self.transaction else { return };
                let field = match (scope, name) {
                    (Scope::Currency, "CURSYM") => {
                        transaction.currency = Some(text.to_uppercase());
                        return;
                    }
                    (Scope::Transaction, "FITID") => &mut transaction.fit_id,
                    (Scope::Transaction, "DTPOSTED") => &mut transaction.posted,
                    (Scope::Transaction, "TRNAMT") => &mut transaction.amount,
                    (Scope::Transaction, "NAME") => &mut transaction.name,
                    (Scope::Other, "NAME") if is_payee => &mut transaction.name,
                    (Scope::Transaction, "MEMO") => &mut transaction.memo,
                    _ => return,
                };
                if field.is_empty() {
                    text.clone_into(field);
                }
            }
        }
    }

    fn end_transaction(&mut self) {
        if let Some(transaction) = self.transaction.take() {
            self.statement.get_or_insert_default().transactions.push(transaction);
        }
    }

    fn end_balance(&mut self) {
        if let Some(balance) = self.balance.take() {
            self.statement.get_or_insert_default().balance = Some(balance);
        }
    }

    fn end_statement(&mut self) {
        self.end_transaction();
        self.end_balance();
        self.done.extend(self.statement.take());
    }
}

/// The tags of a text in their order; declarations and comments are passed over, and entities of a
/// document's own are not expanded.
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// Finds the next `<` that begins a tag, from `from` on.
    fn tag_at(&self, from: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let is_tag = |at: usize| {
            let next = bytes.get(at + 1).copied().unwrap_or(b' ');
            next.is_ascii_alphabetic() || matches!(next, b'/' | b'?' | b'!')
        };
        self.text[from..].match_indices('<').map(|(at, _)| from + at).find(|at| is_tag(*at))
    }

    fn advance(&mut self, to: usize) {
        let passed = &self.text.as_bytes()[self.at..to];
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u32;
        self.at = to;
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let start = self.tag_at(self.at)?;
            self.advance(start);
            let line = self.line;
            let rest = &self.text[start..];
            let mark = match rest {
                _ if rest.starts_with(CDATA) => "]]>",
                _ if rest.starts_with("<!--") => "-->",
                _ => ">",
            };
            let Some(end) = rest.find(mark).map(|end| start + end + mark.len() - 1) else {
                self.at = self.text.len();
                return None;
            };
            let inner = &self.text[start + 1..end];
            self.advance(end + 1);
            if inner.starts_with(['?', '!']) {
                continue;
            }
            let is_empty_tag = inner.ends_with('/');
            let whole = inner.trim_end_matches('/');
            let name = whole.split_ascii_whitespace().next().unwrap_or("");
            let attributes = whole.strip_prefix(name).unwrap_or("");
            let name = if inner.starts_with('/') && name.is_empty() { "/" } else { name };
            let text = if is_empty_tag { "" } else { self.text_after(end + 1) };
            return Some(Token {
                line,
                name: name.to_ascii_uppercase(),
                attributes,
                is_empty: is_empty_tag,
                text: unescape(text),
            });
        }
    }
}

impl<'a> Tokens<'a> {
    /// The text between a tag and the next one; `<![CDATA[...]]>` is text too.
    fn text_after(&self, from: usize) -> &'a str {
        let rest = &self.text[from..];
        let leading = rest.len() - rest.trim_start().len();
        let text = match rest[leading..].strip_prefix(CDATA) {
            Some(inner) => &inner[..inner.find("]]>").unwrap_or(0)],
            None => &rest[..self.tag_at(from).map_or(rest.len(), |end| end - from)],
        };
        let mut end = text.len().min(MAX_LEAF_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text[..end].trim()
    }
}

/// Replaces the entities of SGML and XML; a bare `&` stays.
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let name =
            rest[1..].bytes().take(10).position(|byte| byte == b';').map(|end| &rest[1..=end]);
        let found = name.and_then(|name| {
            let number = name.strip_prefix('#');
            let hex = number.and_then(|number| number.strip_prefix(['x', 'X']));
            match (name, number, hex) {
                ("amp", ..) => Some('&'),
                ("lt", ..) => Some('<'),
                ("gt", ..) => Some('>'),
                ("quot", ..) => Some('"'),
                ("apos", ..) => Some('\''),
                ("nbsp", ..) => Some(' '),
                (_, _, Some(hex)) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32),
                (_, Some(number), None) => number.parse().ok().and_then(char::from_u32),
                _ => None,
            }
            .map(|found| (found, name.len() + 2))
        });
        let (found, length) = found.unwrap_or(('&', 1));
        plain.push(found);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

#[cfg(test)]
mod tests {
    use super::{promised, statements, unescape};

    fn check(text: &str, expected: &[&str]) {
        let mut shown = Vec::new();
        for statement in statements(text) {
            let id = statement.account_id.unwrap_or_default();
            shown.push(format!("{id} {}", statement.currency.unwrap_or_default()));
            for t in statement.transactions {
                let parts = [t.posted, t.amount, t.fit_id, t.name, t.memo];
                shown.push(format!("{} {}", t.line, parts.join("|")));
            }
            shown.extend(
                statement.balance.map(|(line, amount, at)| format!("{line} ={amount} {at}")),
            );
        }
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn sgml_and_xml_and_one_line() {
        let expected = ["42 USD", "6 20260401|-5.00|a|SHOP & CO|x < y", "14 =10.00 20260402"];
        let sgml = "OFXHEADER:100\n<OFX ><STMTRS>\n<CURDEF>USD\n<BANKACCTFROM><ACCTID>42\n</BANKACCTFROM>\n<STMTTRN>\n<DTPOSTED>20260401\n<TRNAMT>-5.00\n<FITID>a\n<NAME>SHOP &amp; CO\n<MEMO>x < y\n<BANKACCTTO><ACCTID>77</BANKACCTTO>\n</STMTTRN>\n<LEDGERBAL><BALAMT>10.00<DTASOF>20260402</LEDGERBAL>\n<AVAILBAL><BALAMT>99<DTASOF>20260403</AVAILBAL>\n</STMTRS>";
        check(sgml, &expected);
        let one_line = sgml.replace('\n', "");
        check(
            &one_line,
            &expected
                .map(|row| row.replace("6 2", "1 2").replace("14 =", "1 ="))
                .each_ref()
                .map(String::as_str),
        );
        let xml = "<?xml version=\"1.0\"?>\n<OFX><CCSTMTRS><CURDEF>usd</CURDEF><CCACCTFROM><ACCTID>42</ACCTID></CCACCTFROM><BANKTRANLIST><STMTTRN><DTPOSTED>20260401</DTPOSTED><TRNAMT>1</TRNAMT><FITID></FITID><PAYEE><NAME><![CDATA[A <B>]]></NAME></PAYEE><CURRENCY><CURSYM>EUR</CURSYM></CURRENCY></STMTTRN></BANKTRANLIST></STMTRS></OFX>";
        check(xml, &["42 USD", "2 20260401|1||A <B>|"]);
    }

    #[test]
    fn damaged_files_keep_what_they_have() {
        check("", &[]);
        check("<STMTTRN><TRNAMT>1<STMTTRN><TRNAMT>2", &[" ", "1 |1|||", "1 |2|||"]);
        check(
            "<STMTRS><STMTTRN><FITID>\n<NAME>x\n</STMTTRN><STMTTRN><TRNAMT",
            &[" ", "1 |||x|", "3 ||||"],
        );
        assert_eq!(promised("<STMTTRN><stmttrn ><STMTTRNRS>"), 2);
    }

    #[test]
    fn entities() {
        let check = |text: &str, expected: &str| assert_eq!(unescape(text), expected);
        check("a &amp; b &#38; c &#x26; d & e &unknown; &", "a & b & c & d & e &unknown; &");
        check("&é;&amp", "&é;&amp");
    }
}
