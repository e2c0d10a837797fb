//! Rows of the fact tables from a booked journal.

use qd_facts::{CollectContext, FactError, Facts, Row, SourceSpec};
use qd_model::{Decimal, Evidence};

use super::book::{Booked, Leg};
use super::commodities::Commodities;
use super::dialect::Dialect;
use super::journal::{
    AccountId, Amount, CommodityId, Journal, Place, Posting, Status, Transaction,
};
use super::notices::Notices;

/// Adds everything that a booked journal says to the facts.
pub(crate) fn emit(
    journal: &Journal<'_>,
    booked: &Booked,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    commodities: &Commodities,
    facts: &mut Facts,
    notices: &mut Notices<'_>,
) {
    let accounts =
        (0..journal.accounts.len() as u32).map(|id| account(AccountId(id), journal, spec, context));
    let accounts = accounts.collect::<Vec<_>>();
    let names = commodity_names(journal, booked, commodities, notices);
    let mut emitter = Emitter { journal, spec, accounts, names, facts, notices };
    emitter.transactions(booked);
    emitter.paddings(booked);
    emitter.quotes();
    emitter.assertions(booked);
    emitter.account_rows(booked, context);
}

/// What is the same for all postings of an account.
struct Account {
    name: String,
    account_type: String,
    counterparty: Option<String>,
    declared: Option<&'static str>,
    is_cash: bool,
}

fn account(
    id: AccountId,
    journal: &Journal<'_>,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
) -> Account {
    let name = journal.account_name(id);
    let (declared, is_cash) = declared_type(name, journal);
    Account {
        account_type: context.chart.account_type(&spec.entity, name, declared),
        counterparty: context.chart.counterparty(&spec.entity, name),
        name: name.to_owned(),
        declared,
        is_cash: is_cash && context.chart.find(&spec.entity, name).is_none(),
    }
}

/// What the file says of an account: hledger by a `type:` of it or of an account above it, beancount
/// by the names of its roots.
fn declared_type(name: &str, journal: &Journal<'_>) -> (Option<&'static str>, bool) {
    if journal.dialect == Dialect::Beancount {
        let root = name.split(':').next().unwrap_or_default();
        let found = journal.options.roots.iter().find(|(_, name)| name == root);
        return (found.map(|(account_type, _)| *account_type), false);
    }
    if journal.types.is_empty() {
        return (None, false);
    }
    let heads = name.rmatch_indices(':').map(|(end, _)| &name[..end]);
    let mut declared = std::iter::once(name).chain(heads).filter_map(|head| {
        journal.accounts.find(head).and_then(|id| journal.types.get(&AccountId(id)))
    });
    declared.next().map_or((None, false), |found| (Some(found.account_type), found.is_cash))
}

/// The names that facts use for the journal's commodities; says which ones differ from the file's.
fn commodity_names(
    journal: &Journal<'_>,
    booked: &Booked,
    commodities: &Commodities,
    notices: &mut Notices<'_>,
) -> Vec<String> {
    let mut names = Vec::new();
    for id in 0..journal.commodities.len() as u32 {
        let written = journal.commodities.name(id);
        let name = commodities.name(written);
        let is_used = |leg: &&Leg| leg.units.commodity.0 == id;
        if name != written
            && let Some(leg) = booked.legs.iter().find(is_used)
        {
            let place = place_of(journal, leg.posting);
            let message = match written {
                "" => format!("amounts without a commodity are read as the portfolio's: {name}"),
                written => format!("the commodity `{written}` is read as: {name}"),
            };
            let help = "if that is wrong, say so with `commodities` of the source";
            notices.note("commodity-read", place, &message, help);
        }
        names.push(name);
    }
    names
}

fn place_of(journal: &Journal<'_>, posting: usize) -> Place {
    let after =
        journal.transactions.partition_point(|transaction| transaction.postings.start <= posting);
    let file = journal
        .transactions
        .get(after.saturating_sub(1))
        .map_or(0, |transaction| transaction.place.file);
    Place { file, line: journal.postings[posting].line }
}

struct Emitter<'e, 's, 'a> {
    journal: &'e Journal<'a>,
    spec: &'e SourceSpec,
    accounts: Vec<Account>,
    names: Vec<String>,
    facts: &'e mut Facts,
    notices: &'e mut Notices<'s>,
}

/// The digits after the point that the fact tables hold.
const MAX_DIGITS: u8 = 12;
/// The size that they hold is below this.
const TOO_LARGE: Decimal = Decimal::new(10i128.pow(16), 0);

fn is_held(number: Decimal) -> bool {
    number.mantissa_at(MAX_DIGITS).is_ok() && number.abs() < TOO_LARGE
}

impl Emitter<'_, '_, '_> {
    /// Texts are masked many at a time: one by one it would cost more than reading the book.
    fn transactions(&mut self, booked: &Booked) {
        const CHUNK: usize = 1000;
        let journal = self.journal;
        for (number, chunk) in journal.transactions.chunks(CHUNK).enumerate() {
            let texts = chunk.iter().flat_map(|transaction| {
                [&transaction.payee, &transaction.narration]
                    .map(|text| text.as_deref().unwrap_or_default())
            });
            let texts = self.notices.mask_all(&texts.collect::<Vec<_>>());
            for (offset, (transaction, texts)) in chunk.iter().zip(texts.chunks(2)).enumerate() {
                let legs = booked.of_transaction[number * CHUNK + offset].clone();
                self.transaction(transaction, &booked.legs[legs], texts);
            }
        }
    }

    /// A transaction is in the facts as a whole or not at all: half of one would not balance.
    fn transaction(&mut self, transaction: &Transaction<'_>, legs: &[Leg], texts: &[String]) {
        if let Some(leg) = legs.iter().find(|leg| !is_held(leg.units.number)) {
            let posting = &self.journal.postings[leg.posting];
            let place = Place { file: transaction.place.file, line: posting.line };
            let message = format!(
                "an amount has more than 16 digits before the point or {MAX_DIGITS} after it; the transaction is left out: {}",
                leg.units.number
            );
            self.notices.error(
                "too-many-digits",
                place,
                &message,
                "write the amount with fewer digits",
            );
            self.notices.n_skipped += 1;
            return;
        }
        if legs.is_empty() {
            return;
        }
        let shared = self.shared(transaction, texts);
        for leg in legs {
            let posting = &self.journal.postings[leg.posting];
            let row = self.posting(transaction, posting, leg, &shared);
            let evidence = Evidence::line(self.notices.file(transaction.place.file), posting.line);
            self.push(&evidence, &row);
        }
    }

    /// What all postings of a transaction have in common.
    fn shared<'t>(&self, transaction: &Transaction<'_>, texts: &'t [String]) -> Shared<'t> {
        let text =
            |index: usize| texts.get(index).map(String::as_str).filter(|text| !text.is_empty());
        Shared {
            id: self.notices.evidence(transaction.place).to_string(),
            payee: text(0),
            narration: text(1),
            links: words(&transaction.links, &[]).map(|links| self.masked(links)),
        }
    }

    fn posting(
        &self,
        transaction: &Transaction<'_>,
        posting: &Posting<'_>,
        leg: &Leg,
        shared: &Shared<'_>,
    ) -> Row {
        let account = &self.accounts[posting.account.0 as usize];
        let (date, effective) = posting.dates.as_deref().copied().unwrap_or_default();
        // A weight with more digits than fit says nothing rather than something else.
        let weight = leg.weight.filter(|weight| is_held(weight.number));
        Row::of("posting")
            .set("date", date.unwrap_or(transaction.date))
            .set("effective_date", effective.or(transaction.effective))
            .set("transaction", shared.id.as_str())
            .set("account", account.name.as_str())
            .set("account_type", account.account_type.as_str())
            .set("commodity", self.commodity(leg.units.commodity))
            .set("amount", leg.units.number)
            .set("weight", weight.map(|weight| weight.number))
            .set("weight_commodity", weight.map(|weight| self.commodity(weight.commodity)))
            .set("payee", shared.payee)
            .set("narration", shared.narration)
            .set("status", posting.status.or(transaction.status).map(status))
            .set("tags", words(&transaction.tags, &posting.tags).map(|tags| self.masked(tags)))
            .set("links", shared.links.as_deref())
            .set("counterparty", account.counterparty.as_deref())
    }

    fn paddings(&mut self, booked: &Booked) {
        for padding in &booked.paddings {
            let evidence = self.notices.evidence(padding.place);
            for (id, number) in [
                (padding.account, padding.amount.number),
                (padding.from, padding.amount.number.neg()),
            ] {
                let account = &self.accounts[id.0 as usize];
                let row = Row::of("posting")
                    .set("date", padding.date)
                    .set("transaction", evidence.to_string())
                    .set("account", account.name.as_str())
                    .set("account_type", account.account_type.as_str())
                    .set("commodity", self.commodity(padding.amount.commodity))
                    .set("amount", number)
                    .set("weight", number)
                    .set("weight_commodity", self.commodity(padding.amount.commodity))
                    .set("narration", "padding for the next stated balance")
                    .set("counterparty", account.counterparty.as_deref());
                self.push(&evidence, &row);
            }
        }
    }

    fn quotes(&mut self) {
        for quote in &self.journal.quotes {
            let row = Row::of("price")
                .set("date", quote.date)
                .set("commodity", self.commodity(quote.commodity))
                .set("price", quote.price.number)
                .set("quote", self.commodity(quote.price.commodity));
            self.push(&self.notices.evidence(quote.place), &row);
        }
    }

    fn assertions(&mut self, booked: &Booked) {
        for checked in &booked.checked {
            let Amount { number, commodity } = checked.stated;
            let row = Row::of("balance_assertion")
                .set("date", checked.date)
                .set("account", self.accounts[checked.account.0 as usize].name.as_str())
                .set("commodity", self.commodity(commodity))
                .set("stated", number)
                .set("computed", checked.computed.filter(|computed| is_held(*computed)))
                .set("passes", checked.passes);
            self.push(&self.notices.evidence(checked.place), &row);
        }
    }

    /// One row for each account that is declared or used, with the place of the first of these.
    fn account_rows(&mut self, booked: &Booked, context: &CollectContext<'_>) {
        let mut places = vec![None::<Place>; self.accounts.len()];
        for (account, place) in &self.journal.declared {
            places[account.0 as usize] = Some(*place);
        }
        for (index, transaction) in self.journal.transactions.iter().enumerate() {
            for leg in &booked.legs[booked.of_transaction[index].clone()] {
                let posting = &self.journal.postings[leg.posting];
                let place = Place { file: transaction.place.file, line: posting.line };
                places[posting.account.0 as usize].get_or_insert(place);
            }
        }
        for padding in &booked.paddings {
            for account in [padding.account, padding.from] {
                places[account.0 as usize].get_or_insert(padding.place);
            }
        }
        for (account, place) in self.accounts.iter().zip(places) {
            let Some(place) = place else { continue };
            let mut row =
                context.chart.account_row(&self.spec.entity, &account.name, account.declared);
            if account.is_cash {
                row = row.set("is_cash", true);
            }
            if let Err(error) = self.facts.push(
                &self.spec.entity,
                &self.spec.id,
                &self.notices.evidence(place),
                &row,
            ) {
                refused(&error, place, self.notices);
            }
        }
    }

    fn push(&mut self, evidence: &Evidence, row: &Row) {
        if let Err(error) = self.facts.push(&self.spec.entity, &self.spec.id, evidence, row) {
            let message = error.to_string();
            let diagnostic = qd_model::Diagnostic::new(
                qd_model::Level::Error,
                "too-many-digits",
                self.spec.id.as_str(),
                evidence.clone(),
                message,
            );
            self.notices.extend([diagnostic.with_help("write the number with fewer digits")]);
            self.notices.n_skipped += 1;
        }
    }

    fn commodity(&self, commodity: CommodityId) -> &str {
        &self.names[commodity.0 as usize]
    }

    /// Of tags and links only a long word or an assignment can be a secret.
    fn masked(&self, words: String) -> String {
        let is_long =
            |word: &str| word.len() >= 16 && !word.bytes().all(|byte| byte.is_ascii_alphabetic());
        match words.contains(['=', ':']) || words.split(' ').any(is_long) {
            true => self.notices.mask(&words),
            false => words,
        }
    }
}

struct Shared<'t> {
    id: String,
    payee: Option<&'t str>,
    narration: Option<&'t str>,
    links: Option<String>,
}

fn refused(error: &FactError, place: Place, notices: &mut Notices<'_>) {
    notices.error(
        "too-many-digits",
        place,
        &error.to_string(),
        "write the number with fewer digits",
    );
    notices.n_skipped += 1;
}

/// Words separated by blanks; `None` where there is none.
fn words(
    first: &[std::borrow::Cow<'_, str>],
    second: &[std::borrow::Cow<'_, str>],
) -> Option<String> {
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let joined = first.iter().chain(second).map(|word| word.replace(char::is_whitespace, "-"));
    Some(joined.collect::<Vec<_>>().join(" "))
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Cleared => "cleared",
        Status::Pending => "pending",
    }
}
