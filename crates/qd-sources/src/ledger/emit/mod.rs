//! Rows of the fact tables from a booked journal.
//!
//! Postings are planned while the journal is there, and become columns when it and the text of its
//! files are gone ([`plan`]); everything else is few, and goes row by row.

mod names;
mod plan;

use qd_facts::{CollectContext, Facts, Row, SourceSpec};
use qd_model::Evidence;

use super::book::{Booked, is_held};
use super::commodities::Commodities;
use super::journal::{AccountId, Amount, CommodityId, Journal, Place};
use super::notices::Notices;
use names::{Account, account, commodity_names};
pub(crate) use plan::Plan;

/// Adds everything that a booked journal says to the facts, except for its postings, which are
/// returned as they will be.
pub(crate) fn emit(
    journal: &Journal<'_>,
    booked: &Booked,
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    commodities: &Commodities,
    facts: &mut Facts,
    notices: &mut Notices<'_>,
) -> Plan {
    let accounts =
        (0..journal.accounts.len() as u32).map(|id| account(AccountId(id), journal, spec, context));
    let accounts = accounts.collect::<Vec<_>>();
    let names = commodity_names(journal, booked, commodities, notices);
    let plan = plan::plan(journal, booked, &accounts, &names, notices);
    let mut emitter = Emitter { journal, spec, accounts, names, facts, notices };
    emitter.quotes();
    emitter.assertions(booked);
    emitter.account_rows(plan.first_places(), context);
    plan
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
    fn account_rows(&mut self, used: &[Option<Place>], context: &CollectContext<'_>) {
        for (id, account) in (0..).map(AccountId).zip(std::mem::take(&mut self.accounts)) {
            let declared = self.journal.declared.get(&id).copied();
            let Some(place) = declared.or(used[id.0 as usize]) else { continue };
            let mut row =
                context.chart.account_row(&self.spec.entity, &account.name, account.declared);
            if account.is_cash {
                row = row.set("is_cash", true);
            }
            self.push(&self.notices.evidence(place), &row);
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
}
