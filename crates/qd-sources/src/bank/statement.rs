//! What every format of a bank statement is read into: texts as written, with their lines.
//!
//! Nothing here judges; `mod.rs` reads days and amounts, and says what it could not.

/// A balance as written: its line, the amount and the day.
pub(crate) type WrittenBalance = (u32, String, String);

/// One account's statement.
#[derive(Default, Debug)]
pub(crate) struct Statement {
    /// The currency of the account.
    pub(crate) currency: Option<String>,
    /// The bank's id of the account itself.
    pub(crate) account_id: Option<String>,
    /// Its transactions in the order of the file.
    pub(crate) transactions: Vec<Transaction>,
    /// The balance before the first transaction, where the format has one.
    pub(crate) opening: Option<WrittenBalance>,
    /// The balance after the last one: `LEDGERBAL` in OFX.
    pub(crate) balance: Option<WrittenBalance>,
    /// The decimal mark, where the format settles it.
    pub(crate) decimal_mark: Option<char>,
}

/// A transaction as written.
#[derive(Default, Debug)]
pub(crate) struct Transaction {
    /// The line that it starts on.
    pub(crate) line: u32,
    /// The bank's id; empty where it gives none.
    pub(crate) fit_id: String,
    pub(crate) posted: String,
    pub(crate) amount: String,
    pub(crate) name: String,
    pub(crate) memo: String,
    /// Its own currency, where it has one.
    pub(crate) currency: Option<String>,
    /// Whether the file ends inside it, so that no field can be trusted.
    pub(crate) is_cut: bool,
    /// Whether it is a further part of the row before it: a split of QIF, a payment of a batch.
    pub(crate) is_further_part: bool,
}

/// A row or a part of one that could not be read.
#[derive(Debug)]
pub(crate) struct Flaw {
    pub(crate) line: u32,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: &'static str,
    /// Whether a row is lost by it.
    pub(crate) is_row: bool,
}

/// A file, read.
#[derive(Default, Debug)]
pub(crate) struct Parsed {
    pub(crate) statements: Vec<Statement>,
    /// How many transactions the raw text promises, counted apart from the reading.
    pub(crate) n_promised: usize,
    /// How many of them are no booked transactions and were left out by rule.
    pub(crate) n_left_out: usize,
    pub(crate) flaws: Vec<Flaw>,
}

impl Parsed {
    /// How many of the promised transactions are accounted for.
    pub(crate) fn n_read(&self) -> usize {
        let rows = self.statements.iter().flat_map(|statement| &statement.transactions);
        let n_rows = rows.filter(|transaction| !transaction.is_further_part).count();
        n_rows + self.n_left_out + self.flaws.iter().filter(|flaw| flaw.is_row).count()
    }
}
