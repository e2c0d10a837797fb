//! The traps of the languages that the other tests here do not name: booking methods, pushed
//! metadata, the bucket, and what each rule is called. Expected values were taken from the tools.

use super::{check, read, rows};

/// A book whose lots lie in an account of that method: 10 at 5.00, 10 at 7.00, 5 at 6.00, by date.
fn lots(method: &str, sale: &str) -> String {
    let open = ["Assets:Bank", "Income:I"].map(|account| format!("2020-01-01 open {account}\n"));
    let buys = [("02", 10, "5.00"), ("03", 10, "7.00"), ("04", 5, "6.00")].map(|(day, n, cost)| {
        format!("2026-01-{day} * \"\"\n  Assets:L  {n} HOOL {{{cost} USD}}\n  Assets:Bank\n")
    });
    format!(
        "2020-01-01 open Assets:L \"{method}\"\n{}{}2026-01-05 * \"\"\n  Assets:L  {sale}\n  Income:I\n",
        open.concat(),
        buys.concat()
    )
}

/// The legs of the sale: units and what they weigh; or why it is left out.
fn check_sale(method: &str, sale: &str, expected: &[&str]) {
    let read = read("x.beancount", &lots(method, sale));
    let said = read.diagnostics.iter().map(|found| format!("{} {}", found.code, found.message));
    let said = said.collect::<Vec<_>>();
    let tables = read.facts.finish();
    let found = rows(tables.get("posting"), &["line", "account", "amount", "weight"]);
    let legs = found.iter().filter_map(|row| row.strip_prefix("14 Assets:L "));
    let found = legs.map(str::to_owned).chain(said).collect::<Vec<_>>();
    assert_eq!(found, expected, "{method} {sale}");
}

#[test]
fn fifo_takes_the_oldest_lots() {
    check_sale("FIFO", "-12 HOOL {}", &["-10 -50", "-2 -14"]);
    check_sale(
        "FIFO",
        "-12 HOOL {7.00 USD}",
        &[
            "lot-mismatch the account does not hold as many units at that cost; the transaction is left out",
        ],
    );
}

#[test]
fn lifo_takes_the_newest_lots() {
    check_sale("LIFO", "-12 HOOL {}", &["-5 -30", "-7 -49"]);
    check_sale("LIFO", "-3 HOOL {2026-01-02}", &["-3 -15"]);
}

#[test]
fn hifo_takes_the_dearest_lots() {
    check_sale("HIFO", "-12 HOOL {}", &["-10 -70", "-2 -12"]);
}

#[test]
fn strict_with_size_takes_the_lot_of_that_size() {
    check_sale("STRICT_WITH_SIZE", "-5 HOOL {}", &["-5 -30"]);
    // Of two lots of that size the oldest one.
    check_sale("STRICT_WITH_SIZE", "-10 HOOL {}", &["-10 -50"]);
    check_sale(
        "STRICT_WITH_SIZE",
        "-4 HOOL {}",
        &["lot-mismatch more than one lot is what the sale names; the transaction is left out"],
    );
}

#[test]
fn strict_takes_all_that_fit_or_the_one() {
    check_sale("STRICT", "-25 HOOL {}", &["-10 -50", "-10 -70", "-5 -30"]);
    check_sale(
        "STRICT",
        "-5 HOOL {}",
        &["lot-mismatch more than one lot is what the sale names; the transaction is left out"],
    );
    check_sale("STRICT", "-4 HOOL {6.00 USD}", &["-4 -24"]);
}

#[test]
fn none_matches_nothing() {
    check_sale("NONE", "-4 HOOL {9.00 USD}", &["-4 -36"]);
    check_sale("NONE", "-40 HOOL {5.00 USD}", &["-40 -200"]);
}

#[test]
fn average_and_merged_lots_are_no_tools_and_not_ours() {
    check_sale(
        "AVERAGE",
        "-4 HOOL {5.00 USD}",
        &[
            "-4 -20",
            "unsupported-booking the booking method is not implemented, `STRICT` is used: AVERAGE",
        ],
    );
    check_sale(
        "FIFO",
        "-4 HOOL {*}",
        &["lot-mismatch lots are not merged (`{*}`); the transaction is left out"],
    );
}

#[test]
fn a_bare_amount_books_beside_the_lots() {
    check_sale("STRICT", "-4 HOOL @ 9.00 USD", &["-4 -36"]);
}

#[test]
fn pushed_metadata_changes_no_number() {
    check(
        "x.beancount",
        "pushmeta place: \"here\"\n2020-01-01 open Assets:A\n2020-01-01 open Assets:B\n\
        2026-01-02 * \"n\"\n  Assets:A  1 USD\n  Assets:B\npopmeta place:\n",
        "5 Assets:A 1 USD\n6 Assets:B -1 USD",
    );
}

#[test]
fn the_bucket_balances_single_postings() {
    let entry = "2026-01-02 x\n    a  5 USD\n";
    let balanced = "3 a 5 USD\n3 cash -5 USD";
    check("x.ledger", &format!("bucket cash\n{entry}"), balanced);
    check("x.ledger", &format!("A cash\n{entry}"), balanced);
    check("x.ledger", &format!("account cash\n    default\n{entry}"), "4 a 5 USD\n4 cash -5 USD");
    // Two postings are balanced by nobody.
    check(
        "x.ledger",
        "bucket cash\n2026-01-02 x\n    a  5 USD\n    b  1 USD\n",
        "error unbalanced-transaction 2: the transaction does not balance and is left out, as the tool rejects it: 6 USD",
    );
}

#[test]
fn accounts_of_names_are_renamed_roots() {
    let read =
        read("x.beancount", "option \"name_expenses\" \"Kosten\"\n2020-01-01 open Kosten:A\n");
    assert_eq!(
        rows(read.facts.finish().get("account"), &["account", "account_type"]),
        ["Kosten:A expense"]
    );
}
