//! Rows of the fact tables from a booked journal.

mod names;

use qd_facts::{CollectContext, FactError, Facts, Row, SourceSpec};
use qd_model::Evidence;

use super::book::{Booked, Leg, is_held};
use super::commodities::Commodities;
use super::journal::{
    AccountId, Amount, CommodityId, Journal, Place, Posting, Status, Transaction,
};
use super::notices::Notices;
use names::{Account, account, commodity_names};

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

struct Emitter<'e, 's, 'a> {
    journal: &'e Journal<'a>,
    spec: &'e SourceSpec,
    accounts: Vec<Account>,
    names: Vec<String>,
    facts: &'e mut Facts,
    notices: &'e mut Notices<'s>,
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

    fn transaction(&mut self, transaction: &Transaction<'_>, legs: &[Leg], texts: &[String]) {
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
