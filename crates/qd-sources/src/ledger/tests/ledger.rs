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
fn value_expressions_are_computed() {
    check_ledger(
        "2026-01-02 x\n    a  (10 USD * 5)\n    b\n2026-01-02 x\n    a  1 EUR @ (2 USD + 1 USD)\n    b\n",
        "2 a 50 USD\n3 b -50 USD\n5 a 1 EUR 3 USD\n6 b -3 USD",
    );
    // A third has no end: ledger keeps it, here it has twelve digits, and what is left blank has them too.
    check_ledger(
        "2026-01-02 x\n    a  (10.00 USD / 3)\n    b\n",
        "2 a 3.333333333333 USD\n3 b -3.333333333333 USD",
    );
    check_ledger(
        "2026-01-02 x\n    a  (10 USD / 3)\n    a  (10 USD / 3)\n    a  (10 USD / 3)\n    b  -10 USD\n",
        "2 a 3.333333333333 USD\n3 a 3.333333333333 USD\n4 a 3.333333333333 USD\n5 b -10 USD",
    );
    check_ledger(
        "2026-01-02 x\n    a  (1 USD + 2 EUR)\n    b\n2026-01-02 x\n    a  (rate * 2 EUR)\n    b\n",
        "error value-expression 2: the expression adds up different commodities; the transaction is left out\n\
        error value-expression 5: the value expression is not computed: rate * 2 EUR)",
    );
    check_ledger(
        &format!("2026-01-02 x\n    a  {}1 USD\n    b\n", "(".repeat(100)),
        "error syntax-error 2: the arithmetic nests too deep",
    );
}

#[test]
fn automated_transactions_add_to_those_below() {
    check_ledger(
        "2026-01-01 x\n    a:food  1 USD\n    b\n= /food/\n    (budget)  -1\n    tax  0.10\n    due  -0.10\n\
        2026-01-02 * Shop\n    a:food  20.00 USD\n    b\n",
        "2 a:food 1 USD\n3 b -1 USD\n9 a:food 20 USD\n10 b -20 USD\n9 budget -20 USD\n9 tax 2 USD\n9 due -2 USD",
    );
    // The status and the day are the transaction's, tags the rule's.
    let text = "= @shop\n    ; :auto:\n    (of:$account)  0.5 ; kind: x\n2026-01-02 * Shop\n    a  20.00 USD ; [2026-02-01]\n    b\n";
    let tables = read("x.ledger", text).facts.finish();
    assert_eq!(
        rows(tables.get("posting"), &["line", "date", "account", "amount", "status", "tags"]),
        [
            "5 2026-02-01 a 20 cleared",
            "6 2026-01-02 b -20 cleared",
            "5 2026-01-02 of:a 10 cleared kind:x auto",
            "6 2026-01-02 of:b -10 cleared kind:x auto",
        ]
    );
    check_ledger(
        "= /a/\n    tax  0.10\n2026-01-02 x\n    a  1.00 USD\n    b\n",
        "error unbalanced-transaction 3: the transaction does not balance and is left out, as the tool rejects it: 0.1 USD",
    );
}

#[test]
fn an_automated_transaction_that_is_not_understood_is_said() {
    let not_applied = "an automated transaction is not applied, and balances depend on it";
    let entry = "2026-01-02 x\n    a  1.00 USD\n    b\n";
    let read = "4 a 1 USD\n5 b -1 USD";
    for (query, said) in [
        ("note x", "which postings it meets is not understood: note x"),
        ("/a/ ; b", "which postings it meets is not understood: ; b"),
        (
            "expr any(account =~ /a/)",
            "which postings it meets is not understood: any(account =~ /a/)",
        ),
        ("/(/", "which postings it meets is not understood: ("),
    ] {
        check_ledger(
            &format!("= {query}\n    (t)  1\n{entry}"),
            &format!("{read}\nerror automated-transaction 1: {not_applied}: {said}"),
        );
    }
    check_ledger(
        &format!("= /a/\n    (t)\n{entry}"),
        &format!(
            "{read}\nerror automated-transaction 2: {not_applied}: a posting of it has no amount: (t)"
        ),
    );
    check_ledger(
        "= /a/\n    (t)  1\n2026-01-02 x\n    a  = 5 USD\n    b\n",
        "stated 4 2026-01-02 a 5 USD\n\
        error automated-transaction 4: the automated transaction of line 1 cannot be applied to this one, which is left out: it meets a posting whose amount follows from a balance\n\
        warning unchecked-assertion 4: the stated balance of `a` cannot be checked, transactions before it were left out: stated 5 USD",
    );
}

#[test]
fn what_is_not_read_is_said() {
    check_ledger(
        "| c\n% c\ntest\nx\nend test\n~ monthly\n    a  1 USD\n    b\n\
        C 1.00 s = 100c\nassert 1 == 1\ndefine x=1\n\
        2026-01-02 x\n    a  (round($10))\n    b\n2026-01-02 x\n    a  1 EUR {(2 USD)}\n    b\n",
        "note periodic-transaction 6: a periodic transaction (budget) is not read; it changes no balance\n\
        error unsupported-directive 9: the directive is not read, and balances may depend on it: `C`\n\
        note unsupported-directive 10: the directive is not read; it changes no balance: `assert`\n\
        note unsupported-directive 11: the directive is not read; it changes no balance: `define`\n\
        error value-expression 13: the value expression is not computed: round($10))\n\
        error value-expression 16: a value expression is not computed here; the transaction is left out",
    );
}
