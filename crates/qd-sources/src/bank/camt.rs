//! CAMT.053, the statement of ISO 20022, in any of its versions and with any prefix.
//!
//! Only entries of status `BOOK` are read. The sign is `CdtDbtInd`'s: it already is the direction of
//! the money where `RvslInd` says that the entry takes another back, so a reversal is marked in the
//! memo and never turned round a second time. ISO 20022 of `Ntry/RvslInd`, in camt.053.001.02 as in
//! .08: "If the CreditDebitIndicator is CRDT and ReversalIndicator is Yes, the original operation
//! was a debit entry. If the CreditDebitIndicator is DBIT and ReversalIndicator is Yes, the original
//! operation was a credit entry." A batch is split into its `TxDtls`
//! where they add up to the entry. No document type is read and no entity of a document's own is
//! expanded.

use qd_model::Decimal;

use super::ofx::{Token, Tokens};
use super::statement::{Flaw, Parsed, Statement, Transaction};
use crate::csv::number::NumberFormat;

/// How deep elements may nest.
const MAX_DEPTH: usize = 64;
/// Elements whose leaves are read, the inner ones first.
const ANCHORS: [&str; 4] = ["TXDTLS", "NTRY", "BAL", "STMT"];
/// Decimal numbers of XML.
const NUMBER: NumberFormat = NumberFormat { decimal_mark: '.', is_declared: true };

/// Claims that a text is CAMT.053.
pub(super) fn is_camt(text: &str) -> bool {
    text.contains("BkToCstmrStmt") || text.contains("camt.053")
}

/// An amount and its direction, of a balance, an entry or a part of one.
#[derive(Default)]
struct Part {
    line: u32,
    amount: String,
    currency: Option<String>,
    is_credit: Option<bool>,
    date: String,
    /// `Sts` of an entry, `Cd` of a balance.
    code: String,
    is_reversal: bool,
    reference: String,
    debtor: String,
    creditor: String,
    memo: String,
}

#[derive(Default)]
struct Reader {
    path: Vec<String>,
    statement: Option<Statement>,
    balance: Option<Part>,
    entry: Option<Part>,
    detail: Option<Part>,
    details: Vec<Part>,
    parsed: Parsed,
}

/// Reads the statements of a file.
pub(super) fn parse(text: &str) -> Parsed {
    let mut reader = Reader::default();
    reader.parsed.n_promised = promised(text);
    for token in Tokens::new(text) {
        let name = token.name.strip_prefix('/').unwrap_or(&token.name);
        let name = name.rsplit(':').next().unwrap_or(name).to_owned();
        if token.name.starts_with('/') {
            reader.close(&name);
        } else if !token.is_empty {
            reader.open(&name, &token);
        }
    }
    // What no tag closes is cut off: its amount may be, too.
    if let Some(entry) = reader.entry.take() {
        let message = "the file ends inside an entry".to_owned();
        reader.flaw(entry.line, "truncated-file", message, true);
    }
    if let Some(statement) = reader.statement.take() {
        let line = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
        reader.flaw(line, "truncated-file", "the file ends inside a statement".to_owned(), false);
        reader.parsed.statements.push(statement);
    }
    reader.parsed
}

/// Counts the tags that open an entry, apart from the reading.
fn promised(text: &str) -> usize {
    let is_open = |at: usize| {
        let before = &text[..at];
        before.ends_with('<')
            || before.strip_suffix(':').is_some_and(|before| {
                before.trim_end_matches(|c: char| c.is_ascii_alphanumeric()).ends_with('<')
            })
    };
    text.match_indices("Ntry>").filter(|(at, _)| is_open(*at)).count()
}

impl Reader {
    fn open(&mut self, name: &str, token: &Token<'_>) {
        let new = || Some(Part { line: token.line, ..Part::default() });
        match name {
            "STMT" => {
                self.parsed.statements.extend(self.statement.take());
                let statement = Statement { decimal_mark: Some('.'), ..Statement::default() };
                self.statement = Some(statement);
            }
            "BAL" => self.balance = new(),
            "NTRY" => (self.entry, self.details) = (new(), Vec::new()),
            "TXDTLS" => self.detail = new(),
            _ => {}
        }
        if !token.text.is_empty() {
            self.leaf(name, token);
        }
        if self.path.len() < MAX_DEPTH {
            self.path.push(name.to_owned());
        }
    }

    fn leaf(&mut self, name: &str, token: &Token<'_>) {
        let anchor = self.path.iter().rposition(|open| ANCHORS.contains(&open.as_str()));
        let Some(anchor) = anchor else { return };
        let mut below = self.path[anchor + 1..].join("/");
        if !below.is_empty() {
            below.push('/');
        }
        below.push_str(name);
        let text = token.text.as_ref();
        let part = match self.path[anchor].as_str() {
            "STMT" => {
                let Some(statement) = &mut self.statement else { return };
                match below.as_str() {
                    "ACCT/ID/IBAN" | "ACCT/ID/OTHR/ID" => {
                        statement.account_id.get_or_insert_with(|| text.to_owned());
                    }
                    "ACCT/CCY" => statement.currency = Some(text.to_owned()),
                    _ => {}
                }
                return;
            }
            "BAL" => &mut self.balance,
            "NTRY" => &mut self.entry,
            _ => &mut self.detail,
        };
        if let Some(part) = part {
            part.leaf(&below, text, token.attributes);
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "BAL" => self.end_balance(),
            "TXDTLS" => self.details.extend(self.detail.take()),
            "NTRY" => self.end_entry(),
            "STMT" => self.parsed.statements.extend(self.statement.take()),
            _ => {}
        }
        if let Some(at) = self.path.iter().rposition(|open| open == name) {
            self.path.truncate(at);
        }
    }

    fn end_balance(&mut self) {
        let (Some(balance), Some(statement)) = (self.balance.take(), &mut self.statement) else {
            return;
        };
        let written = (balance.line, balance.signed(None), balance.date.clone());
        match balance.code.as_str() {
            "OPBD" | "PRCD" => drop(statement.opening.get_or_insert(written)),
            "CLBD" => statement.balance = Some(written),
            _ => return,
        }
        statement.currency = statement.currency.take().or(balance.currency);
    }

    fn end_entry(&mut self) {
        let Some(entry) = self.entry.take() else { return };
        let details = std::mem::take(&mut self.details);
        if entry.code != "BOOK" {
            self.parsed.n_left_out += 1;
            return;
        }
        if entry.is_credit.is_none() {
            let message = "an entry has no `CdtDbtInd`: its sign is unknown".to_owned();
            return self.flaw(entry.line, "unreadable-row", message, true);
        }
        let is_split = details.len() > 1 && adds_up(&entry, &details);
        if details.len() > 1 && !is_split {
            let message = "the parts of a batch do not add up to it; it was kept whole".to_owned();
            self.flaw(entry.line, "unsplit-batch", message, false);
        }
        let Some(statement) = &mut self.statement else { return };
        if is_split {
            for (index, detail) in details.iter().enumerate() {
                let mut row = transaction(&entry, Some(detail));
                row.amount = detail.signed(entry.is_credit);
                row.is_further_part = index > 0;
                if !row.fit_id.is_empty() {
                    row.fit_id = format!("{}#{}", row.fit_id, index + 1);
                }
                statement.transactions.push(row);
            }
        } else {
            statement.transactions.push(transaction(&entry, details.first()));
        }
    }

    fn flaw(&mut self, line: u32, code: &'static str, message: String, is_row: bool) {
        let help = "compare the entry with the bank's own statement";
        self.parsed.flaws.push(Flaw { line, code, message, help, is_row });
    }
}

impl Part {
    fn leaf(&mut self, below: &str, text: &str, attributes: &str) {
        match below {
            "AMT" | "AMTDTLS/TXAMT/AMT" if self.amount.is_empty() => {
                text.clone_into(&mut self.amount);
                self.currency = attributes.split(['"', '\'']).nth(1).map(str::to_owned);
            }
            "CDTDBTIND" => {
                self.is_credit = match text {
                    "CRDT" => Some(true),
                    "DBIT" => Some(false),
                    _ => None,
                }
            }
            "RVSLIND" => self.is_reversal = text == "true" || text == "1",
            "STS" | "STS/CD" | "TP/CDORPRTRY/CD" => text.clone_into(&mut self.code),
            "BOOKGDT/DT" | "BOOKGDT/DTTM" | "DT/DT" | "DT/DTTM" => text.clone_into(&mut self.date),
            "ACCTSVCRREF" => text.clone_into(&mut self.reference),
            "RLTDPTIES/DBTR/NM" | "RLTDPTIES/DBTR/PTY/NM" => text.clone_into(&mut self.debtor),
            "RLTDPTIES/CDTR/NM" | "RLTDPTIES/CDTR/PTY/NM" => text.clone_into(&mut self.creditor),
            "RMTINF/USTRD" | "ADDTLNTRYINF" | "ADDTLTXINF" => {
                if !self.memo.is_empty() {
                    self.memo.push(' ');
                }
                self.memo.push_str(text);
            }
            _ => {}
        }
    }

    /// The amount with its sign; a part without a direction has its entry's.
    fn signed(&self, of_entry: Option<bool>) -> String {
        let is_debit = self.is_credit.or(of_entry) == Some(false);
        format!("{}{}", if is_debit { "-" } else { "" }, self.amount)
    }
}

/// Claims that the parts of a batch are in its currency and add up to it.
fn adds_up(entry: &Part, details: &[Part]) -> bool {
    let number = |part: &Part| NUMBER.parse(&part.signed(entry.is_credit), false).ok();
    let is_same = details.iter().all(|detail| detail.currency == entry.currency);
    let parts = details.iter().map(number).collect::<Option<Vec<_>>>();
    let sum = parts.and_then(|parts| Decimal::sum(parts).ok());
    is_same && sum.is_some() && sum == number(entry)
}

fn transaction(entry: &Part, detail: Option<&Part>) -> Transaction {
    let own = |field: fn(&Part) -> &String| {
        let of_detail = detail.map(field).filter(|text| !text.is_empty());
        of_detail.unwrap_or(field(entry)).clone()
    };
    let is_credit = detail.and_then(|detail| detail.is_credit).or(entry.is_credit) == Some(true);
    // The parties keep the roles of the payment that is taken back.
    let is_debtor = is_credit != entry.is_reversal;
    let reversal = if entry.is_reversal { "reversal: " } else { "" };
    Transaction {
        line: entry.line,
        fit_id: entry.reference.clone(),
        posted: entry.date.clone(),
        amount: entry.signed(None),
        // Who paid us, or whom we paid.
        name: own(if is_debtor { |part| &part.debtor } else { |part| &part.creditor }),
        memo: format!("{reversal}{}", own(|part| &part.memo)),
        currency: entry.currency.clone(),
        ..Transaction::default()
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn check(entries: &str, expected: &[&str]) {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY x \"y\">]>\n<n:Document xmlns:n=\"urn:camt.053.001.02\"><n:BkToCstmrStmt><n:Stmt><n:Acct><n:Id><n:IBAN>DE1</n:IBAN></n:Id></n:Acct>\n<n:Bal><n:Tp><n:CdOrPrtry><n:Cd>OPBD</n:Cd></n:CdOrPrtry></n:Tp><n:Amt Ccy=\"EUR\">10.00</n:Amt><n:CdtDbtInd>DBIT</n:CdtDbtInd><n:Dt><n:Dt>2026-04-01</n:Dt></n:Dt></n:Bal>\n{entries}</n:Stmt></n:BkToCstmrStmt></n:Document>"
        )
        .replace("n:", "ns2:");
        let parsed = parse(&text);
        assert_eq!(parsed.n_promised, parsed.n_read(), "{text}");
        let statement = &parsed.statements[0];
        assert_eq!(statement.account_id.as_deref(), Some("DE1"));
        assert_eq!(statement.opening.as_ref().unwrap().1, "-10.00");
        let rows = statement.transactions.iter().map(|row| {
            let parts = [&row.posted, &row.amount, &row.fit_id, &row.name, &row.memo];
            format!("{} {}", row.line, parts.map(String::as_str).join("|"))
        });
        let flaws = parsed.flaws.iter().map(|flaw| format!("{} {}", flaw.line, flaw.code));
        assert_eq!(rows.chain(flaws).collect::<Vec<_>>(), expected, "{text}");
    }

    fn entry(amount: &str, direction: &str, rest: &str) -> String {
        format!(
            "<n:Ntry><n:Amt Ccy=\"EUR\">{amount}</n:Amt><n:CdtDbtInd>{direction}</n:CdtDbtInd><n:Sts><n:Cd>BOOK</n:Cd></n:Sts><n:BookgDt><n:Dt>2026-04-02</n:Dt></n:BookgDt><n:AcctSvcrRef>R</n:AcctSvcrRef>{rest}</n:Ntry>\n"
        )
    }

    fn part(amount: &str, name: &str) -> String {
        format!(
            "<n:TxDtls><n:Amt Ccy=\"EUR\">{amount}</n:Amt><n:RltdPties><n:Dbtr><n:Pty><n:Nm>{name}</n:Nm></n:Pty></n:Dbtr></n:RltdPties></n:TxDtls>"
        )
    }

    #[test]
    fn booked_entries_with_their_direction() {
        let pending = entry("9", "CRDT", "").replace("<n:Cd>BOOK</n:Cd>", "PDNG");
        let reversal = entry(
            "2.50",
            "DBIT",
            "<n:RvslInd>true</n:RvslInd><n:NtryDtls><n:TxDtls><n:RmtInf><n:Ustrd>A &amp; &x;</n:Ustrd></n:RmtInf></n:TxDtls></n:NtryDtls>",
        );
        check(&format!("{pending}{reversal}"), &["6 2026-04-02|-2.50|R||reversal: A & &x;"]);
        check(&entry("1", "?", ""), &["5 unreadable-row"]);
    }

    /// ISO 20022, usage rule of `ReversalIndicator` in `ReportEntry`: "If the CreditDebitIndicator is
    /// CRDT and ReversalIndicator is Yes, the original operation was a debit entry." So a reversal
    /// that is a credit brings money in, and takes back what we paid.
    #[test]
    fn a_reversal_moves_money_as_its_own_credit_debit_indicator_says() {
        let parties = "<n:RltdPties><n:Dbtr><n:Nm>Us</n:Nm></n:Dbtr><n:Cdtr><n:Nm>Shop</n:Nm></n:Cdtr></n:RltdPties>";
        let details = format!("<n:NtryDtls><n:TxDtls>{parties}</n:TxDtls></n:NtryDtls>");
        let check = |direction: &str, reversal: &str, expected: &str| {
            let reversal = format!("<n:RvslInd>{reversal}</n:RvslInd>{details}");
            check(&entry("5.00", direction, &reversal), &[expected]);
        };
        check("CRDT", "true", "5 2026-04-02|5.00|R|Shop|reversal: ");
        check("DBIT", "true", "5 2026-04-02|-5.00|R|Us|reversal: ");
        check("CRDT", "1", "5 2026-04-02|5.00|R|Shop|reversal: ");
        check("DBIT", "false", "5 2026-04-02|-5.00|R|Shop|");
    }

    #[test]
    fn batches_are_split_where_they_add_up() {
        let batch = |a: &str| entry("3.00", "CRDT", &format!("{}{}", part(a, "A"), part("2", "B")));
        check(&batch("1.00"), &["5 2026-04-02|1.00|R#1|A|", "5 2026-04-02|2|R#2|B|"]);
        check(&batch("1.50"), &["5 2026-04-02|3.00|R|A|", "5 unsplit-batch"]);
    }

    #[test]
    fn a_file_that_ends_inside_an_entry_loses_it_aloud() {
        let parsed = parse("<Stmt><Ntry><Amt Ccy=\"EUR\">12");
        assert_eq!(parsed.n_read(), 1);
        assert_eq!(parsed.flaws[0].code, "truncated-file");
    }
}
