//! The portfolio's chart of accounts, as its configuration declares it, and how readers of books
//! apply it: the chart first, then the file's own declarations, then the English root name.

use qd_model::{Decimal, EntityKey};

use crate::facts::Row;

/// One row of the chart.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ChartEntry {
    /// Whose account; `None` for every entity's.
    pub entity: Option<EntityKey>,
    /// The full account name, or a prefix with a trailing `*`.
    pub pattern: String,
    /// `asset`, `liability`, `equity`, `income` or `expense`.
    pub account_type: Option<String>,
    /// Whether it is cash or a bank account.
    pub is_cash: bool,
    /// Whether its cash is not free to spend.
    pub is_restricted: bool,
    /// `variable`, `fixed` or `semi`.
    pub behaviour: Option<String>,
    /// Of a semi-variable account the part that is variable, 0 to 1.
    pub variable_share: Option<Decimal>,
    /// The line of the statement it belongs to.
    pub line: Option<String>,
    /// The short id of the other entity of an intercompany account.
    pub counterparty: Option<String>,
}

/// The chart of one portfolio.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chart(Vec<ChartEntry>);

impl Chart {
    /// Orders the entries: an entity's own before everybody's, an exact name before a prefix, a
    /// longer prefix before a shorter one.
    pub fn new(mut entries: Vec<ChartEntry>) -> Self {
        entries.sort_by_key(|entry| {
            let is_prefix = entry.pattern.ends_with('*');
            (entry.entity.is_none(), is_prefix, std::cmp::Reverse(entry.pattern.len()))
        });
        Self(entries)
    }

    /// Finds the entry of an account.
    pub fn find(&self, entity: &EntityKey, account: &str) -> Option<&ChartEntry> {
        self.0.iter().find(|entry| {
            let is_own = entry.entity.as_ref().is_none_or(|owner| owner == entity);
            is_own
                && match entry.pattern.strip_suffix('*') {
                    Some(prefix) => account.starts_with(prefix),
                    None => account == entry.pattern,
                }
        })
    }

    /// Tells an account's type; `declared` is what the file says. `unknown` where nothing does.
    pub fn account_type(
        &self,
        entity: &EntityKey,
        account: &str,
        declared: Option<&str>,
    ) -> String {
        let charted = self.find(entity, account).and_then(|entry| entry.account_type.as_deref());
        charted.or(declared).unwrap_or_else(|| type_of_root(account)).to_owned()
    }

    /// Tells the other entity of an intercompany account: from the chart, else from a part
    /// `IC:NAME` of the account's name, in kebab case.
    pub fn counterparty(&self, entity: &EntityKey, account: &str) -> Option<String> {
        let charted = self.find(entity, account).and_then(|entry| entry.counterparty.clone());
        charted.or_else(|| {
            let mut parts = account.split(':').skip_while(|part| *part != "IC").skip(1);
            parts.next().map(qd_model::kebab).filter(|id| !id.is_empty())
        })
    }

    /// Makes the `account` row of an account.
    pub fn account_row(&self, entity: &EntityKey, account: &str, declared: Option<&str>) -> Row {
        let entry = self.find(entity, account);
        Row::of("account")
            .set("account", account)
            .set("account_type", self.account_type(entity, account, declared))
            .set("is_cash", entry.is_some_and(|entry| entry.is_cash))
            .set("is_restricted", entry.is_some_and(|entry| entry.is_restricted))
            .set("behaviour", entry.and_then(|entry| entry.behaviour.clone()))
            .set("variable_share", entry.and_then(|entry| entry.variable_share))
            .set("statement_line", entry.and_then(|entry| entry.line.clone()))
            .set("counterparty", self.counterparty(entity, account))
    }
}

fn type_of_root(account: &str) -> &'static str {
    let root = account.split(':').next().unwrap_or_default().to_lowercase();
    match root.as_str() {
        "assets" | "asset" => "asset",
        "liabilities" | "liability" | "debts" | "debt" => "liability",
        "equity" => "equity",
        "income" | "incomes" | "revenue" | "revenues" => "income",
        "expenses" | "expense" => "expense",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use qd_model::EntityKey;

    use super::{Chart, ChartEntry};

    #[test]
    fn the_chart_outweighs_the_file_and_the_file_the_name() {
        let jada = EntityKey::parse("p/jada").unwrap();
        let entry = |pattern: &str, account_type: &str, entity: Option<&EntityKey>| ChartEntry {
            entity: entity.cloned(),
            pattern: pattern.into(),
            account_type: Some(account_type.into()),
            ..ChartEntry::default()
        };
        let chart = Chart::new(vec![
            entry("Assets:*", "asset", None),
            entry("Assets:Deposits*", "liability", None),
            entry("Assets:Deposits:Own", "equity", Some(&jada)),
        ]);
        let check = |account: &str, declared, expected: &str| {
            assert_eq!(chart.account_type(&jada, account, declared), expected, "{account}");
        };
        check("Assets:Bank", Some("expense"), "asset");
        check("Assets:Deposits:2026", None, "liability");
        check("Assets:Deposits:Own", None, "equity");
        check("Bank", Some("asset"), "asset");
        check("Revenue:Charters", None, "income");
        check("Bank", None, "unknown");
        assert_eq!(
            chart.counterparty(&jada, "Assets:IC:Queen-Of-San-Diego").as_deref(),
            Some("queen-of-san-diego")
        );
        assert_eq!(chart.counterparty(&jada, "Assets:Bank"), None);
    }
}
