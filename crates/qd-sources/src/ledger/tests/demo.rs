//! The demo's five books: read whole, without a doubt, to the cash that `EXPECTED.md` states.

use std::path::Path;

use qd_model::Decimal;

use super::{read_path, rows};

#[test]
fn the_demos_books_are_read_whole_to_the_cash_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/portfolio");
    let check = |path: &str, account: &str, n_stated: usize, cash: &str| {
        let read = read_path(&folder, path, "");
        assert_eq!((read.n_skipped, read.diagnostics), (0, Vec::new()), "{path}");
        let tables = read.facts.finish();
        let postings = rows(tables.get("posting"), &["date", "account", "amount"]);
        let amounts = postings.iter().filter_map(|row| {
            let (date, rest) = row.split_once(' ')?;
            let (name, amount) = rest.rsplit_once(' ')?;
            (date <= "2026-09-30" && name == account).then(|| amount.parse::<Decimal>().unwrap())
        });
        assert_eq!(Decimal::sum(amounts).unwrap(), cash.parse().unwrap(), "{path}");
        let passes = rows(tables.get("balance_assertion"), &["passes"]);
        assert_eq!(passes, vec!["true"; n_stated], "{path}");
        let types = rows(tables.get("account"), &["account_type"]);
        assert!(!types.iter().any(|known| known == "unknown"), "{path}");
    };
    check("books/portfolio.beancount", "Assets:Bank:Operating", 36, "9112.49");
    check("books/jada/main.beancount", "Assets:Bank:Checking", 54, "15163.26");
    check("books/queen-of-san-diego.beancount", "Assets:Bank:Checking", 18, "3105.41");
    check("books/quickdumpnow.journal", "assets:bank:checking", 18, "3100.43");
    check("books/dangerous-centaur.ledger", "Assets:Bank:Checking", 18, "12713.02");
}

/// O10 of `EXPECTED.md`: a charter with its deposit and its late payment, joined by a link.
#[test]
fn a_charter_of_the_demo_is_joined_by_its_link() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/portfolio");
    let tables = read_path(&folder, "books/jada/main.beancount", "").facts.finish();
    let columns = ["links", "date", "account", "amount", "file", "line"];
    let found = rows(tables.get("posting"), &columns).into_iter().filter_map(|row| {
        let row = row.strip_prefix("B26-0614 ")?.to_owned();
        (row.contains("Customer-Deposits") || row.contains("Receivable")).then_some(row)
    });
    assert_eq!(
        found.collect::<Vec<_>>(),
        [
            "2026-06-10 Liabilities:Customer-Deposits -500 books/jada/2026.beancount 935",
            "2026-06-14 Liabilities:Customer-Deposits 500 books/jada/2026.beancount 968",
            "2026-06-14 Assets:Receivable:Charters 340.75 books/jada/2026.beancount 969",
            "2026-06-19 Assets:Receivable:Charters -340.75 books/jada/2026.beancount 1035",
        ]
    );
}
