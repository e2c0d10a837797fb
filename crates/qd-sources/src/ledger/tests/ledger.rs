//! Ledger: each trap of the language that lies in the core. Expected values were taken from ledger
//! 3.3.0.

use super::{check, read, rows};

fn check_ledger(text: &str, expected: &str) {
    check("x.ledger", text, expected);
}

#[test]
fn balancing_uses_the_digits_that_ledger_shows() {
    let entry = "2026-01-02 x\n    a  10.00 USD\n    b  -9.996 USD\n";
    check_ledger(
        entry,
        "error unbalanced-transaction 1: the transaction does not balance and is left out, as the tool rejects it: 0.004 USD",
    );
    check_ledger(
        &format!("commodity USD\n    format 1.00 USD\n{entry}"),
        "4 a 10 USD\n5 b -9.996 USD",
    );
    // Digits of prices do not count, those of earlier amounts do.
    check_ledger(
        "2026-01-02 x\n    a  10.00 EUR @ 1.0833 USD\n    b  -10.83 USD\n",
        "2 a 10 EUR 10.833 USD\n3 b -10.83 USD",
    );
    check_ledger(
        "2026-01-01 x\n    c  0.000 USD\n2026-01-02 x\n    a  10.00 EUR @ 1.0833 USD\n    b  -10.83 USD\n",
        "2 c 0 USD\nerror unbalanced-transaction 3: the transaction does not balance and is left out, as the tool rejects it: 0.003 USD",
    );
}

#[test]
fn one_blank_in_the_whole_entry() {
    check_ledger(
        "2026-01-02 x\n    a  1 USD\n    b\n    [c]  5 USD\n    [d]\n",
        "error several-blanks 1: more than one posting has no amount; the transaction is left out",
    );
    check_ledger("2026-01-02 x\n    a  1 USD\n    [b]  -1 USD\n", "2 a 1 USD\n3 b -1 USD");
    check_ledger("A cash\n2026-01-02 x\n    a  1 USD\n", "3 a 1 USD\n3 cash -1 USD");
}

#[test]
fn assertions_go_as_written() {
    check_ledger(
        "2026-01-03 x\n    a  1 USD = 3 USD\n    b\n2026-01-02 x\n    a  2 USD = 3 USD\n    b\n",
        "2 a 1 USD\n3 b -1 USD\n5 a 2 USD\n6 b -2 USD\n\
        stated 2 2026-01-03 a 3 USD 1 false\nstated 5 2026-01-02 a 3 USD 3 true\n\
        error failed-assertion 2: the stated balance of `a` does not hold: stated 3 USD, computed 1 USD",
    );
    // Real postings are compared without virtual ones, and without sub-accounts.
    check_ledger(
        "2026-01-02 x\n    (a)  10 USD\n    a:sub  5 USD\n    b\n2026-01-03 x\n    a  1 USD = 1 USD\n    b\n",
        "2 a 10 USD\n3 a:sub 5 USD\n4 b -5 USD\n6 a 1 USD\n7 b -1 USD\nstated 6 2026-01-03 a 1 USD 1 true",
    );
    check_ledger(
        "2026-01-02 x\n    a  10 USD\n    b\n2026-01-03 x\n    a  = 25 USD\n    b\n2026-01-04 x\n    a  = 0\n    b\n",
        "2 a 10 USD\n3 b -10 USD\n5 a 15 USD\n6 b -15 USD\n8 a -25 USD\n9 b 25 USD\n\
        stated 5 2026-01-03 a 25 USD 25 true\nstated 8 2026-01-04 a 0 USD 0 true",
    );
}

#[test]
fn sales_from_a_lot_weigh_its_cost() {
    check_ledger(
        "2026-01-02 x\n    a  -10 AAPL {5 USD} [2026-01-01] (note) @ 6 USD\n    b  60 USD\n    gain  -10 USD\n",
        "2 a -10 AAPL -50 USD\n3 b 60 USD\n4 gain -10 USD",
    );
    check_ledger(
        "2026-01-02 x\n    a  10 AAPL {5 USD}\n    b  -50 USD\n",
        "2 a 10 AAPL 50 USD\n3 b -50 USD",
    );
    check_ledger(
        "2026-01-02 x\n    a  -10 AAPL {=5 USD} (@) 6 USD\n    b\n",
        "2 a -10 AAPL -50 USD\n3 b 50 USD",
    );
}

#[test]
fn accounts_have_other_names() {
    check_ledger(
        "alias Chk=Assets:Bank\naccount Assets:Cash\n    alias cash\ncommodity USD\n    alias dollar\n\
        apply account Biz\n2026-01-02 x\n    Chk  1 USD\n    b\nend apply account\n\
        2026-01-02 x\n    Chk:Sub  1 dollar\n    cash\n",
        "8 Assets:Bank 1 USD\n9 Biz:b -1 USD\n12 Assets:Bank:Sub 1 USD\n13 Assets:Cash -1 USD",
    );
}

#[test]
fn headers_comments_and_tags() {
    let text = "apply tag all\n2026/01/02=2026/02/03 * (17) Cafe | lunch ; not a comment  ; :one:two:\n    ; Key: value\n\
        \x20   ! a  1 USD  ; [2026/03/04=2026/05/06]\n    b\nend apply tag\n";
    let tables = read("x.ledger", text).facts.finish();
    let columns = [
        "line",
        "date",
        "effective_date",
        "account",
        "payee",
        "narration",
        "status",
        "tags",
        "links",
    ];
    assert_eq!(
        rows(tables.get("posting"), &columns),
        [
            "4 2026-03-04 2026-05-06 a Cafe lunch ; not a comment pending one two Key:value all 17",
            "5 2026-01-02 2026-02-03 b Cafe lunch ; not a comment cleared one two Key:value all 17",
        ]
    );
}

#[test]
fn marks_need_a_directive() {
    let entry = "2026-01-02 x\n    a  1,000 USD\n    b\n";
    check_ledger(
        entry,
        "error ambiguous-number 2: the mark may be for thousands or for decimals: 1,000",
    );
    check_ledger(
        &format!("commodity USD\n    format 1,000.00 USD\n{entry}"),
        "4 a 1000 USD\n5 b -1000 USD",
    );
    check_ledger(&format!("D 1,000.00 USD\n{entry}"), "3 a 1000 USD\n4 b -1000 USD");
}

#[test]
fn what_is_not_read_is_said() {
    check_ledger(
        "| c\n% c\ntest\nx\nend test\n= /food/\n    (budget)  -1\n~ monthly\n    a  1 USD\n    b\n\
        C 1.00 s = 100c\nassert 1 == 1\ndefine x=1\n\
        2026-01-02 x\n    a  ($10 * 5)\n    b\n2026-01-02 x\n    a  1 EUR @ (2 USD)\n    b\n",
        "error automated-transaction 6: an automated transaction is not applied; it changes balances in ledger\n\
        note periodic-transaction 8: a periodic transaction (budget) is not read; it changes no balance\n\
        error unsupported-directive 11: the directive is not read, and balances may depend on it: `C`\n\
        note unsupported-directive 12: the directive is not read; it changes no balance: `assert`\n\
        note unsupported-directive 13: the directive is not read; it changes no balance: `define`\n\
        error value-expression 15: value expressions are not computed; the transaction is left out\n\
        error value-expression 18: value expressions are not computed; the transaction is left out",
    );
}
