//! Beancount: each trap of the language that lies in the core. Expected values were taken from
//! bean-check and bean-query 3.2.3.

use super::{check, read, rows};

/// A journal with the accounts of these tests opened, below the text so that its lines count from 1.
fn book(text: &str) -> String {
    let accounts = [
        "Assets:Bank",
        "Assets:Bank:Savings",
        "Assets:Stock",
        "Equity:O",
        "Expenses:A",
        "Income:I",
    ];
    let opens = accounts.map(|account| format!("2020-01-01 open {account}\n"));
    format!("{text}\n{}", opens.concat())
}

fn check_book(text: &str, expected: &str) {
    check("x.beancount", &book(text), expected);
}

#[test]
fn header_tags_links_status_and_strings() {
    let text = "pushtag #trip\n\
        2026-01-02 ! \"A \\\"quoted\\\" payee\" \"one\ntwo\" #a ^L-1 ; c\n\
        \x20 #b ^L-2\n\
        \x20 key: \"value\"\n\
        \x20 * Expenses:A  100.00 USD ; c\n\
        \x20   note: \"x\"\n\
        \x20 Assets:Bank\n\
        poptag #trip\n\
        2026-01-03 txn \"only narration\"\n\
        \x20 Expenses:A  101 USD\n  Assets:Bank\n";
    let tables = read("x.beancount", &book(text)).facts.finish();
    let columns = ["line", "transaction", "payee", "narration", "status", "tags", "links"];
    assert_eq!(
        rows(tables.get("posting"), &columns),
        [
            "6 x.beancount:2 A \"quoted\" payee one\ntwo cleared a trip b L-1 L-2",
            "8 x.beancount:2 A \"quoted\" payee one\ntwo pending a trip b L-1 L-2",
            "11 x.beancount:10 only narration cleared",
            "12 x.beancount:10 only narration cleared",
        ]
    );
}

#[test]
fn a_transaction_may_miss_half_of_its_coarsest_digit() {
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10.00 USD\n  Assets:Bank  -9.996 USD",
        "2 Expenses:A 10 USD\n3 Assets:Bank -9.996 USD",
    );
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10 USD\n  Assets:Bank  -9.996 USD\n",
        "error unbalanced-transaction 1: the transaction does not balance and is left out, as the tool rejects it: 0.004 USD",
    );
    // A residue of exactly the tolerance passes.
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10.00 USD\n  Assets:Bank  -9.995 USD\n",
        "2 Expenses:A 10 USD\n3 Assets:Bank -9.995 USD",
    );
    // The coarsest digit counts, not the finest.
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10.0 USD\n  Assets:Bank  -9.951 USD\n",
        "2 Expenses:A 10 USD\n3 Assets:Bank -9.951 USD",
    );
    let options = "option \"tolerance_multiplier\" \"1\"\n";
    check_book(
        &format!("{options}2026-01-02 * \"\"\n  Expenses:A  10.00 USD\n  Assets:Bank  -9.99 USD\n"),
        "3 Expenses:A 10 USD\n4 Assets:Bank -9.99 USD",
    );
    let options = "option \"inferred_tolerance_default\" \"USD:0.01\"\n";
    check_book(
        &format!("{options}2026-01-02 * \"\"\n  Expenses:A  10 USD\n  Assets:Bank  -9.99 USD\n"),
        "3 Expenses:A 10 USD\n4 Assets:Bank -9.99 USD",
    );
}

#[test]
fn a_blank_is_rounded_only_where_its_commodity_has_digits() {
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10.00 EUR @ 1.0833 USD\n  Assets:Bank\n",
        "2 Expenses:A 10 EUR 10.833 USD\n3 Assets:Bank -10.833 USD",
    );
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10.00 EUR @ 1.0833 USD\n  Income:I  1.00 USD\n  Assets:Bank\n",
        "2 Expenses:A 10 EUR 10.833 USD\n3 Income:I 1 USD\n4 Assets:Bank -11.83 USD",
    );
    // One blank takes all commodities; one of a named commodity takes that.
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10 EUR\n  Expenses:A  5 USD\n  Assets:Bank USD\n  Equity:O EUR\n",
        "2 Expenses:A 10 EUR\n3 Expenses:A 5 USD\n4 Assets:Bank -5 USD\n5 Equity:O -10 EUR",
    );
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  10 EUR\n  Assets:Bank\n  Equity:O\n",
        "error several-blanks 1: more than one posting has no amount; the transaction is left out",
    );
}

#[test]
fn totals_are_weights_and_never_divided() {
    // bean-check rejects this one: 5640/42.30 leaves a residue of -1E-24. A declared difference.
    check_book(
        "2026-01-02 * \"\"\n  Assets:Stock  42.30 USD @@ 5640 MR\n  Equity:O  -5640 MR\n",
        "2 Assets:Stock 42.3 USD 5640 MR\n3 Equity:O -5640 MR",
    );
    check_book(
        "2026-01-02 * \"\"\n  Assets:Stock  3 HOOL {{100 USD}}\n  Equity:O  -100 USD\n",
        "2 Assets:Stock 3 HOOL 100 USD\n3 Equity:O -100 USD",
    );
    check_book(
        "2026-01-02 * \"\"\n  Assets:Stock  10 HOOL {5.00 # 9.95 USD}\n  Equity:O\n",
        "2 Assets:Stock 10 HOOL 59.95 USD\n3 Equity:O -59.95 USD",
    );
}

#[test]
fn arithmetic_and_prices() {
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  (40.00/4 + 5) USD\n  Assets:Bank\n2026-01-02 price EUR (2.00 / 2) USD\n",
        "2 Expenses:A 15 USD\n3 Assets:Bank -15 USD\nprice 4 2026-01-02 EUR 1 USD",
    );
    check_book(
        "2026-01-02 * \"\"\n  Expenses:A  (40.00/3) USD\n  Assets:Bank\n",
        "2 Expenses:A 13.333333333333 USD\n3 Assets:Bank -13.333333333333 USD",
    );
}

#[test]
fn a_balance_is_of_the_start_of_its_day_with_sub_accounts() {
    check_book(
        "2026-01-02 * \"\"\n  Assets:Bank:Savings  100.00 USD\n  Equity:O\n\
        2026-01-02 balance Assets:Bank 0.00 USD\n\
        2026-01-03 balance Assets:Bank 100.00 USD\n",
        "2 Assets:Bank:Savings 100 USD\n3 Equity:O -100 USD\n\
        stated 4 2026-01-02 Assets:Bank 0 USD 0 true\n\
        stated 5 2026-01-03 Assets:Bank 100 USD 100 true",
    );
}

#[test]
fn a_balance_may_be_off_by_its_last_digit() {
    let off = |stated: &str, passes: bool| {
        let text = format!(
            "2026-01-02 * \"\"\n  Assets:Bank  100.00 USD\n  Equity:O\n2026-01-03 balance Assets:Bank {stated} USD\n"
        );
        let tables = read("x.beancount", &book(&text)).facts.finish();
        let found = rows(tables.get("balance_assertion"), &["passes"]);
        assert_eq!(found, [passes.to_string()], "{stated}");
    };
    off("100.01", true);
    off("100.1", true);
    off("100.02", false);
    off("101", false);
    off("100.01 ~ 0", false);
    off("101 ~ 1", true);
}

#[test]
fn a_failed_balance_is_an_error_and_one_that_cannot_be_told_is_not() {
    check_book(
        "2026-01-03 balance Assets:Bank 5.00 USD\n2026-01-04 * \"\"\n  Assets:Bank 1 USD\n  Equity:O 1 USD\n2026-01-05 balance Assets:Bank 9 USD\n",
        "stated 1 2026-01-03 Assets:Bank 5 USD 0 false\n\
        stated 5 2026-01-05 Assets:Bank 9 USD\n\
        error unbalanced-transaction 2: the transaction does not balance and is left out, as the tool rejects it: 2 USD\n\
        error failed-assertion 1: the stated balance of `Assets:Bank` does not hold: stated 5.00 USD, computed 0 USD\n\
        warning unchecked-assertion 5: the stated balance of `Assets:Bank` cannot be checked, transactions before it were left out: stated 9 USD",
    );
}

#[test]
fn pad_fills_up_to_the_first_balance_of_each_commodity() {
    check_book(
        "2026-01-01 * \"\"\n  Assets:Bank  -30 USD\n  Expenses:A\n\
        2026-01-02 pad Assets:Bank Equity:O\n\
        2026-01-05 balance Assets:Bank 100 USD\n\
        2026-01-05 balance Equity:O -130 USD\n\
        2026-01-06 balance Assets:Bank 101 USD\n",
        "2 Assets:Bank -30 USD\n3 Expenses:A 30 USD\n4 Assets:Bank 130 USD\n4 Equity:O -130 USD\n\
        stated 5 2026-01-05 Assets:Bank 100 USD 100 true\n\
        stated 6 2026-01-05 Equity:O -130 USD -130 true\n\
        stated 7 2026-01-06 Assets:Bank 101 USD 100 false\n\
        error failed-assertion 7: the stated balance of `Assets:Bank` does not hold: stated 101 USD, computed 100 USD",
    );
    check_book(
        "2026-01-02 pad Assets:Bank Equity:O\n2026-01-05 balance Assets:Bank 0 USD\n",
        "stated 2 2026-01-05 Assets:Bank 0 USD 0 true\nwarning unused-pad 1: the pad of `Assets:Bank` puts nothing in",
    );
}

#[test]
fn sales_are_weighed_by_the_lot_that_they_reduce() {
    let buy = "2026-01-02 * \"\"\n  Assets:Stock  10 HOOL {5.00 USD}\n  Assets:Bank\n2026-01-03 * \"\"\n  Assets:Stock  10 HOOL {6.00 USD}\n  Assets:Bank\n";
    let bought = "2 Assets:Stock 10 HOOL 50 USD\n3 Assets:Bank -50 USD\n5 Assets:Stock 10 HOOL 60 USD\n6 Assets:Bank -60 USD\n";
    let check = |sale: &str, expected: &str| {
        let text = format!(
            "{buy}2026-01-04 * \"\"\n  Assets:Stock  {sale}\n  Assets:Bank  30.00 USD\n  Income:I\n"
        );
        check_book(&text, &format!("{bought}{expected}"));
    };
    check(
        "-4 HOOL {5.00 USD} @ 7.50 USD",
        "8 Assets:Stock -4 HOOL -20 USD\n9 Assets:Bank 30 USD\n10 Income:I -10 USD",
    );
    check(
        "-4 HOOL {2026-01-03}",
        "8 Assets:Stock -4 HOOL -24 USD\n9 Assets:Bank 30 USD\n10 Income:I -6 USD",
    );
    check(
        "-20 HOOL {}",
        "8 Assets:Stock -10 HOOL -50 USD\n8 Assets:Stock -10 HOOL -60 USD\n9 Assets:Bank 30 USD\n10 Income:I 80 USD",
    );
    check(
        "-4 HOOL {}",
        "error lot-mismatch 7: more than one lot is what the sale names; the transaction is left out",
    );
    check(
        "-4 HOOL {7.00 USD}",
        "error lot-mismatch 7: no lot is what the sale names; the transaction is left out",
    );
    check(
        "-11 HOOL {5.00 USD}",
        "error lot-mismatch 7: the account does not hold as many units at that cost; the transaction is left out",
    );
    let fifo = format!("2020-01-01 open Assets:F \"FIFO\"\n{}", buy.replace("Stock", "F"));
    let text = format!("{fifo}2026-01-04 * \"\"\n  Assets:F  -12 HOOL {{}}\n  Income:I\n");
    let expected = "3 Assets:F 10 HOOL 50 USD\n4 Assets:Bank -50 USD\n6 Assets:F 10 HOOL 60 USD\n7 Assets:Bank -60 USD\n\
        9 Assets:F -10 HOOL -50 USD\n9 Assets:F -2 HOOL -12 USD\n10 Income:I 62 USD";
    check_book(&text, expected);
}

#[test]
fn accounts_live_from_open_to_close() {
    check_book(
        "2026-01-01 open Assets:New USD\n2026-01-01 open Assets:New\n2026-01-05 close Assets:New\n\
        2026-01-05 * \"\"\n  Assets:New  1 USD\n  Assets:Never\n\
        2026-01-06 * \"\"\n  Assets:New  1 USD\n  Assets:Bank\n\
        2026-01-04 * \"\"\n  Assets:New  1 EUR\n  Assets:Bank\n",
        "5 Assets:New 1 USD\n6 Assets:Never -1 USD\n8 Assets:New 1 USD\n9 Assets:Bank -1 USD\n\
        11 Assets:New 1 EUR\n12 Assets:Bank -1 EUR\n\
        error duplicate-open 2: the account was opened before: Assets:New\n\
        warning commodity-not-allowed 11: the account holds what its `open` does not list: Assets:New\n\
        warning unopened-account 6: the account is used without an `open` on or before that day: Assets:Never\n\
        warning closed-account 8: the account is used after its `close`: Assets:New",
    );
    check(
        "x.beancount",
        "plugin \"beancount.plugins.auto_accounts\"\n2026-01-02 * \"\"\n  Assets:New  1 USD\n  Assets:Bank\n",
        "3 Assets:New 1 USD\n4 Assets:Bank -1 USD\n\
        note plugin 1: the plugin is not run; accounts need no `open` here either: beancount.plugins.auto_accounts",
    );
}

#[test]
fn plugins_are_named_with_what_they_change() {
    check(
        "x.beancount",
        "plugin \"beancount.plugins.leafonly\"\nplugin \"beancount.plugins.implicit_prices\"\n\
        plugin \"beancount.plugins.split_expenses\" \"a b\"\nplugin \"own.code\"\n",
        "note plugin 1: the plugin is not run; it only checks and changes no number: beancount.plugins.leafonly\n\
        warning plugin 2: the plugin is not run; prices in postings do not become quotations: beancount.plugins.implicit_prices\n\
        error plugin 3: the plugin is not run and changes balances: beancount.plugins.split_expenses\n\
        warning plugin 4: the plugin is not run and may change balances: own.code",
    );
}

#[test]
fn renamed_roots_tell_the_type() {
    let text = "option \"name_assets\" \"Vermoegen\"\noption \"name_income\" \"Ertrag\"\n\
        2026-01-01 open Vermoegen:Bank\n2026-01-01 open Ertrag:Fahrten\n\
        2026-01-02 * \"\"\n  Vermoegen:Bank  1 EUR\n  Ertrag:Fahrten\n";
    let tables = read("x.beancount", text).facts.finish();
    assert_eq!(
        rows(tables.get("account"), &["account", "account_type", "line"]),
        ["Vermoegen:Bank asset 3", "Ertrag:Fahrten income 4"]
    );
    let types = rows(tables.get("posting"), &["account_type"]);
    assert_eq!(types, ["asset", "income"]);
}

#[test]
fn lines_that_are_not_understood_cost_their_transaction_alone() {
    check_book(
        "* A heading of org-mode\n\
        2026-01-02 * \"a\"\n  Expenses:A  1,5 USD\n  Assets:Bank\n\
        2026-01-02 * \"b\"\n  Expenses:A  1 USD extra\n  Assets:Bank\n\
        2026-01-02 * \"c\"\n\n  Expenses:A  1 USD\n  Assets:Bank\n\
        2026-02-30 * \"d\"\n  Expenses:A  1 USD\n  Assets:Bank\n\
        2026-01-02 unknown x\n\
        nonsense\n\
        2026-01-02 * \"e\n\
        2026-01-02 * f\n  Expenses:A  1 USD\n  Assets:Bank\n\
        2026-01-03 * g\n  Expenses:A  1 USD\n  Assets:Bank\n",
        "error syntax-error 3: the marks do not stand between thousands: 1,5\n\
        error syntax-error 6: unexpected in a posting: extra\n\
        error syntax-error 10: an indented line belongs to no directive\n\
        error syntax-error 12: the calendar has no such day: 2026-02-30 * \"d\"\n\
        error syntax-error 15: unknown directive: unknown\n\
        error syntax-error 16: unknown directive: nonsense\n\
        error syntax-error 17: a string does not end\n\
        error syntax-error 18: unexpected in a transaction's first line: f\n\
        error syntax-error 21: unexpected in a transaction's first line: g",
    );
}
