//! What facts call the accounts and commodities of a journal.

use qd_facts::{CollectContext, SourceSpec};

use crate::ledger::book::Booked;
use crate::ledger::commodities::Commodities;
use crate::ledger::dialect::Dialect;
use crate::ledger::journal::{AccountId, CommodityId, Journal, Place};
use crate::ledger::notices::Notices;

/// What is the same for all postings of an account.
pub(crate) struct Account {
    /// Its full name.
    pub(crate) name: String,
    /// Its type.
    pub(crate) account_type: String,
    /// The other entity of an intercompany account.
    pub(crate) counterparty: Option<String>,
    /// The type that the file declares.
    pub(crate) declared: Option<&'static str>,
    /// Claims that the file says that it is cash, and the chart says nothing.
    pub(crate) is_cash: bool,
}

/// Tells what the chart and the file say of an account.
pub(crate) fn account(
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
pub(crate) fn commodity_names(
    journal: &Journal<'_>,
    booked: &Booked,
    commodities: &Commodities,
    notices: &mut Notices<'_>,
) -> Vec<String> {
    let mut names = Vec::new();
    for id in 0..journal.commodities.len() as u32 {
        let written = journal.commodities.name(id);
        let name = commodities.name(written);
        if name != written
            && let Some(place) = first_use(journal, booked, CommodityId(id))
        {
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

/// The first posting that moves a commodity.
fn first_use(journal: &Journal<'_>, booked: &Booked, commodity: CommodityId) -> Option<Place> {
    let found = (0..journal.transactions.len()).find_map(|index| {
        let mut legs = booked.legs_of(journal, index);
        legs.find(|leg| leg.units.commodity == commodity).map(|leg| (index, leg.posting))
    });
    found.map(|(index, posting)| {
        let line = journal.postings[posting].line;
        Place { line, ..journal.transactions[index].place }
    })
}
