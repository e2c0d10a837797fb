//! The postings of a booked journal, number by number, without a borrow of its text.
//!
//! A million postings as columns take some 200 MB, the text and the journal half as much: they are
//! not in memory together. What a column needs is a number of a list of texts, a date or a mantissa.

use std::borrow::Cow;
use std::thread;

use chrono::NaiveDate;
use qd_facts::{FactError, Facts, SourceSpec, TextList, WholeColumn, whole};
use qd_model::Decimal;

use super::names::Account;
use crate::ledger::book::{Booked, Leg, Padding};
use crate::ledger::journal::{Journal, Place, Posting, Status, Transaction};
use crate::ledger::notices::Notices;
use crate::mask::mask_each;

/// The digits after the point of the columns of money.
const SCALE: u8 = 12;
/// No number: a weight that a posting has not.
const NO_NUMBER: i128 = i128::MIN;
/// What `status` says, by number.
const STATUSES: [&str; 2] = ["cleared", "pending"];

/// Everything that the columns of the postings are made of.
#[derive(Default)]
pub(crate) struct Plan {
    texts: Texts,
    /// Place of the first line, by transaction.
    places: Vec<Place>,
    /// By account, where it is first used.
    first_places: Vec<Option<Place>>,
    accounts: TextList,
    account_types: TextList,
    counterparties: TextList,
    commodities: TextList,
    /// Tags by their own numbers, since postings may have some of their own.
    tags: TextList,
    rows: Columns,
}

/// Texts by transaction.
#[derive(Default)]
struct Texts {
    payees: TextList,
    narrations: TextList,
    links: TextList,
}

/// What the rows hold, column by column.
#[derive(Default)]
struct Columns {
    transaction: Vec<u32>,
    file: Vec<u32>,
    line: Vec<u32>,
    date: Vec<NaiveDate>,
    effective: Vec<Option<NaiveDate>>,
    account: Vec<u32>,
    commodity: Vec<u32>,
    amount: Vec<i128>,
    weight: Vec<i128>,
    weight_commodity: Vec<u32>,
    status: Vec<u32>,
    tags: Vec<u32>,
}

/// Plans the postings of a booked journal, paddings last.
pub(crate) fn plan(
    journal: &Journal<'_>,
    booked: &Booked,
    accounts: &[Account],
    commodities: &[String],
    notices: &Notices<'_>,
) -> Plan {
    let mut plan = Plan {
        texts: texts(&journal.transactions, notices),
        first_places: vec![None; accounts.len()],
        accounts: accounts.iter().map(|account| Some(account.name.as_str())).collect(),
        account_types: accounts.iter().map(|account| Some(&*account.account_type)).collect(),
        counterparties: accounts.iter().map(|account| account.counterparty.as_deref()).collect(),
        commodities: commodities.iter().map(|name| Some(name.as_str())).collect(),
        rows: Columns::with_capacity(journal.postings.len() + 2 * booked.paddings.len()),
        ..Plan::default()
    };
    for (number, transaction) in journal.transactions.iter().enumerate() {
        let place = transaction.place;
        plan.places.push(place);
        let own_tags = words(transaction.tags(), &[]).map(|tags| masked(tags, notices));
        let own_tags = own_tags.map_or(TextList::NONE, |tags| plan.tags.push(Some(&tags)));
        for leg in booked.legs_of(journal, number) {
            let posting = &journal.postings[leg.posting];
            let tags = match posting.tags() {
                [] => own_tags,
                own => words(transaction.tags(), own)
                    .map(|tags| masked(tags, notices))
                    .map_or(TextList::NONE, |tags| plan.tags.push(Some(&tags))),
            };
            let place = Place { line: posting.line, ..place };
            plan.first_places[posting.account.0 as usize].get_or_insert(place);
            plan.rows.push(number, transaction, posting, &leg, place, tags);
        }
    }
    for padding in &booked.paddings {
        plan.padding(padding);
    }
    plan
}

impl Plan {
    /// By account, where it is first used; nothing where it is not.
    pub(crate) fn first_places(&self) -> &[Option<Place>] {
        &self.first_places
    }

    fn padding(&mut self, padding: &Padding) {
        let number = self.places.len() as u32;
        self.places.push(padding.place);
        self.texts.payees.push(None);
        self.texts.narrations.push(Some("padding for the next stated balance"));
        self.texts.links.push(None);
        let amount = padding.amount;
        for (account, amount) in
            [(padding.account, amount.number), (padding.from, amount.number.neg())]
        {
            self.first_places[account.0 as usize].get_or_insert(padding.place);
            let rows = &mut self.rows;
            rows.transaction.push(number);
            rows.file.push(padding.place.file);
            rows.line.push(padding.place.line);
            rows.date.push(padding.date);
            rows.effective.push(None);
            rows.account.push(account.0);
            rows.commodity.push(padding.amount.commodity.0);
            rows.amount.push(mantissa(amount));
            rows.weight.push(mantissa(amount));
            rows.weight_commodity.push(padding.amount.commodity.0);
            rows.status.push(TextList::NONE);
            rows.tags.push(TextList::NONE);
        }
    }

    /// Makes the columns and adds them to the facts.
    pub(crate) fn add_to(
        mut self,
        facts: &mut Facts,
        spec: &SourceSpec,
        files: &[String],
    ) -> Result<(), FactError> {
        let n_rows = self.rows.line.len();
        if n_rows == 0 {
            return Ok(());
        }
        let amounts = std::mem::take(&mut self.rows.amount);
        let weights = std::mem::take(&mut self.rows.weight);
        let ids = self
            .places
            .iter()
            .map(|place| Some(format!("{}:{}", files[place.file as usize], place.line)));
        let mut transactions = TextList::default();
        for id in ids {
            transactions.push(id.as_deref());
        }
        let files = files.iter().map(|name| Some(name.as_str())).collect::<TextList>();
        let statuses = STATUSES.into_iter().map(Some).collect::<TextList>();
        let Self { texts, rows, .. } = &self;
        use WholeColumn::{Dates, Lines, Mantissas, Same, SomeDates, Texts};
        let mut columns = vec![
            ("entity", Same(spec.entity.as_str())),
            ("source", Same(spec.id.as_str())),
            ("file", Texts(&files, &rows.file)),
            ("line", Lines(&rows.line)),
            ("date", Dates(&rows.date)),
            ("transaction", Texts(&transactions, &rows.transaction)),
            ("account", Texts(&self.accounts, &rows.account)),
            ("account_type", Texts(&self.account_types, &rows.account)),
            ("commodity", Texts(&self.commodities, &rows.commodity)),
            ("weight_commodity", Texts(&self.commodities, &rows.weight_commodity)),
            ("payee", Texts(&texts.payees, &rows.transaction)),
            ("narration", Texts(&texts.narrations, &rows.transaction)),
            ("links", Texts(&texts.links, &rows.transaction)),
            ("status", Texts(&statuses, &rows.status)),
            ("tags", Texts(&self.tags, &rows.tags)),
            ("counterparty", Texts(&self.counterparties, &rows.account)),
        ];
        if rows.effective.iter().any(Option::is_some) {
            columns.push(("effective_date", SomeDates(&rows.effective)));
        }
        columns.push(("amount", Mantissas(amounts)));
        columns.push(("weight", Mantissas(weights)));
        facts.append("posting", whole("posting", n_rows, columns)?);
        Ok(())
    }
}

impl Columns {
    fn with_capacity(n: usize) -> Self {
        Self {
            transaction: Vec::with_capacity(n),
            file: Vec::with_capacity(n),
            line: Vec::with_capacity(n),
            date: Vec::with_capacity(n),
            effective: Vec::with_capacity(n),
            account: Vec::with_capacity(n),
            commodity: Vec::with_capacity(n),
            amount: Vec::with_capacity(n),
            weight: Vec::with_capacity(n),
            weight_commodity: Vec::with_capacity(n),
            status: Vec::with_capacity(n),
            tags: Vec::with_capacity(n),
        }
    }

    fn push(
        &mut self,
        number: usize,
        transaction: &Transaction<'_>,
        posting: &Posting<'_>,
        leg: &Leg,
        place: Place,
        tags: u32,
    ) {
        let amount = mantissa(leg.units.number);
        // A weight with more digits than fit says nothing rather than something else.
        let weight = match leg.weight {
            Some(weight) if weight == leg.units => Some((amount, weight.commodity.0)),
            Some(weight) => held(weight.number).map(|number| (number, weight.commodity.0)),
            None => None,
        };
        self.transaction.push(number as u32);
        self.file.push(place.file);
        self.line.push(place.line);
        self.date.push(posting.date().unwrap_or(transaction.date));
        self.effective.push(posting.effective().or(transaction.effective));
        self.account.push(posting.account.0);
        self.commodity.push(leg.units.commodity.0);
        self.amount.push(amount);
        self.weight.push(weight.map_or(NO_NUMBER, |(number, _)| number));
        self.weight_commodity.push(weight.map_or(TextList::NONE, |(_, commodity)| commodity));
        self.status.push(match posting.status.or(transaction.status) {
            Some(Status::Cleared) => 0,
            Some(Status::Pending) => 1,
            None => TextList::NONE,
        });
        self.tags.push(tags);
    }
}

/// A number as its column holds it; what does not fit was left out before, as a whole transaction.
fn mantissa(number: Decimal) -> i128 {
    held(number).unwrap_or(NO_NUMBER)
}

/// A number as its column holds it, if it does.
fn held(number: Decimal) -> Option<i128> {
    const TOO_LARGE: u128 = 10u128.pow(28);
    let mantissa = number.mantissa_at(SCALE).ok()?;
    (mantissa.unsigned_abs() < TOO_LARGE).then_some(mantissa)
}

/// Payees, narrations and links, masked, many at a time: one by one that would cost more than reading
/// the book.
fn texts(transactions: &[Transaction<'_>], notices: &Notices<'_>) -> Texts {
    /// Below that many transactions a thread costs more than it saves.
    const MIN: usize = 10_000;
    let n_threads = match transactions.len() < MIN {
        true => 1,
        false => thread::available_parallelism().map_or(1, usize::from).min(8),
    };
    if n_threads == 1 {
        return texts_of(transactions, notices);
    }
    let parts = transactions.chunks(transactions.len().div_ceil(n_threads));
    thread::scope(|scope| {
        let work = parts.map(|part| scope.spawn(move || texts_of(part, notices)));
        let work = work.collect::<Vec<_>>();
        let mut all = Texts::default();
        for part in work {
            let part = part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            all.payees.append(&part.payees);
            all.narrations.append(&part.narrations);
            all.links.append(&part.links);
        }
        all
    })
}

fn texts_of(transactions: &[Transaction<'_>], notices: &Notices<'_>) -> Texts {
    const CHUNK: usize = 1000;
    let mut texts = Texts::default();
    let mut given = Vec::with_capacity(2 * CHUNK);
    for chunk in transactions.chunks(CHUNK) {
        given.clear();
        given.extend(chunk.iter().flat_map(|transaction| {
            [&transaction.payee, &transaction.narration]
                .map(|text| text.as_deref().unwrap_or_default())
        }));
        let mut is_payee = true;
        mask_each(notices.secrets(), &given, &mut |text| {
            let list = if is_payee { &mut texts.payees } else { &mut texts.narrations };
            list.push((!text.is_empty()).then_some(text));
            is_payee = !is_payee;
        });
        for transaction in chunk {
            let links = words(transaction.links(), &[]).map(|links| masked(links, notices));
            texts.links.push(links.as_deref());
        }
    }
    texts
}

/// Of tags and links only a long word or an assignment can be a secret.
fn masked(words: String, notices: &Notices<'_>) -> String {
    let is_long =
        |word: &str| word.len() >= 16 && !word.bytes().all(|byte| byte.is_ascii_alphabetic());
    match words.contains(['=', ':']) || words.split(' ').any(is_long) {
        true => notices.mask(&words),
        false => words,
    }
}

/// Words separated by blanks; `None` where there is none.
fn words(first: &[Cow<'_, str>], second: &[Cow<'_, str>]) -> Option<String> {
    if first.is_empty() && second.is_empty() {
        return None;
    }
    let joined = first.iter().chain(second).map(|word| word.replace(char::is_whitespace, "-"));
    Some(joined.collect::<Vec<_>>().join(" "))
}
