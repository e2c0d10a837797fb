//! hledger: each trap of the language that lies in the core. Expected values were taken from hledger
//! 1.25, except where newer versions differ and the test says so.

use super::{check, read, read_files, rows};

fn check_journal(text: &str, expected: &str) {
    check("x.journal", text, expected);
}

#[test]
fn headers_dates_payees_tags_and_codes() {
    let text = "Y2026\n\
        01/02=2/3 ! (A 17) Payee | what for  ; trip:paris, fixed:\n\
        \x20   ; later: two words\n\
        \x20   * a:b c  1 USD  ; own:\n\
        \x20   d  ; date:2026-03-04\n\
        2026.1.5 only payee\n    a:b c  0 USD\n    [v]  1 USD\n    [w]\n    (u)  5 USD\n";
    let tables = read("x.journal", text).facts.finish();
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
            "4 2026-01-02 2026-02-03 a:b c Payee what for cleared trip:paris fixed later own A-17",
            "5 2026-03-04 2026-02-03 d Payee what for pending trip:paris fixed later A-17",
            "7 2026-01-05 a:b c only payee",
            "8 2026-01-05 v only payee",
            "9 2026-01-05 w only payee",
            "10 2026-01-05 u only payee",
        ]
    );
    let weights = rows(tables.get("posting"), &["amount", "weight"]);
    assert_eq!(
        weights,
        ["1 1", "-1 -1", "0 0", "1 1", "-1 -1", "5"],
        "a virtual posting has no weight"
    );
}

#[test]
fn amounts_in_every_spelling() {
    check_journal(
        "2026-01-02 x\n    a  -$5.00\n    a  $-5.00\n    a  EUR 5\n    a  5EUR\n    a  \"ab c\" 5\n    a  5 \"ab c\"\n    a  - $1.00\n    a  1 000.00 USD\n    a  1E2 USD\n    b\n",
        "2 a -5 USD\n3 a -5 USD\n4 a 5 EUR\n5 a 5 EUR\n6 a 5 ab c 5 ab c\n7 a 5 ab c 5 ab c\n8 a -1 USD\n9 a 1000 USD\n10 a 100 USD\n\
        11 b 11 USD\n11 b -10 EUR\n11 b -10 ab c -10 ab c\n11 b -1100 USD\n\
        note commodity-read 2: the commodity `$` is read as: USD",
    );
}

#[test]
fn one_mark_is_ambiguous_until_something_says_what_it_is() {
    let entry = "2026-01-02 x\n    a  1,000 EUR\n    b\n";
    check_journal(
        entry,
        "error ambiguous-number 2: the mark may be for thousands or for decimals: 1,000",
    );
    check_journal(&format!("decimal-mark .\n{entry}"), "3 a 1000 EUR\n4 b -1000 EUR");
    check_journal(&format!("decimal-mark ,\n{entry}"), "3 a 1 EUR\n4 b -1 EUR");
    check_journal(&format!("commodity 1.000,00 EUR\n{entry}"), "3 a 1 EUR\n4 b -1 EUR");
    check_journal(
        &format!("commodity EUR\n  format 1,000.00 EUR\n{entry}"),
        "4 a 1000 EUR\n5 b -1000 EUR",
    );
    check_journal(
        "commodity 1,000 EUR\n",
        "error ambiguous-number 1: the sample amount does not tell the decimal mark",
    );
    let read = read_files(&[("x.journal", entry.as_bytes())], "decimal_mark = \".\"");
    assert_eq!(rows(read.facts.finish().get("posting"), &["amount"]), ["1000", "-1000"]);
}

#[test]
fn balancing_uses_the_entrys_own_digits() {
    // hledger 1.25 passes this under the commodity directive; 1.50 and later do not.
    check_journal(
        "commodity 1.00 USD\n2026-01-02 x\n    a  10.00 USD\n    b  -9.996 USD\n",
        "error unbalanced-transaction 2: the transaction does not balance and is left out, as the tool rejects it: 0.004 USD",
    );
    check_journal(
        "2026-01-02 x\n    a  10.00 EUR @ 1.0833 USD\n    b  -10.83 USD\n",
        "2 a 10 EUR 10.833 USD\n3 b -10.83 USD",
    );
    check_journal(
        "2026-01-02 x\n    a  10.00 EUR @@ 1.0833 USD\n    b\n",
        "2 a 10 EUR 1.0833 USD\n3 b -1.0833 USD",
    );
}

#[test]
fn two_commodities_without_a_price_are_an_exchange() {
    check_journal(
        "2026-01-02 x\n    a  -10 AAPL\n    b  60 USD\n",
        "2 a -10 AAPL -60 USD\n3 b 60 USD",
    );
    // Shares of a total that does not divide still add up to it.
    check_journal(
        "2026-01-02 x\n    a  1 AAPL\n    a  2 AAPL\n    b  -100 USD\n",
        "2 a 1 AAPL 33.333333333333 USD\n3 a 2 AAPL 66.666666666667 USD\n4 b -100 USD",
    );
    check_journal(
        "2026-01-02 x\n    a  1 AAPL\n    b  2 USD\n",
        "error unbalanced-transaction 1: the transaction does not balance and is left out, as the tool rejects it: 1 AAPL, 2 USD",
    );
    // Lots are not read by hledger 1.x: the blank takes the units.
    check_journal(
        "2026-01-02 x\n    a  10 AAPL {5 USD} [2026-01-01]\n    b\n",
        "2 a 10 AAPL\n3 b -10 AAPL",
    );
}

#[test]
fn virtual_postings_balance_among_themselves_or_not_at_all() {
    check_journal(
        "2026-01-02 x\n    a  1 USD\n    b\n    [c]  5 USD\n    [d]\n    (e)  7 USD\n",
        "2 a 1 USD\n3 b -1 USD\n4 c 5 USD\n5 d -5 USD\n6 e 7 USD",
    );
    check_journal(
        "2026-01-02 x\n    a  1 USD\n    [b]  -1 USD\n",
        "error unbalanced-transaction 1: the transaction does not balance and is left out, as the tool rejects it: 1 USD",
    );
}

#[test]
fn assertions_go_by_date_and_then_as_written() {
    check_journal(
        "2026-01-03 x\n    a  1 USD = 3 USD\n    b\n2026-01-02 x\n    a  2 USD = 2 USD\n    b\n",
        "2 a 1 USD\n3 b -1 USD\n5 a 2 USD\n6 b -2 USD\n\
        stated 5 2026-01-02 a 2 USD 2 true\nstated 2 2026-01-03 a 3 USD 3 true",
    );
    check_journal(
        "2026-01-02 x\n    a  1 EUR @ 2 USD = 1 EUR @ 9 USD\n    a:sub  1 EUR\n    a  0 EUR =* 2 EUR\n    a  0 EUR == 1 EUR\n    b\n",
        "2 a 1 EUR 2 USD\n3 a:sub 1 EUR\n4 a 0 EUR\n5 a 0 EUR\n6 b -2 USD\n6 b -1 EUR\n\
        stated 2 2026-01-02 a 1 EUR 1 true\nstated 4 2026-01-02 a 2 EUR 2 true\nstated 5 2026-01-02 a 1 EUR 1 true",
    );
    check_journal(
        "2026-01-02 x\n    a  1 EUR\n    a  1 USD == 1 USD\n    b\n",
        "2 a 1 EUR\n3 a 1 USD\n4 b -1 EUR\n4 b -1 USD\nstated 3 2026-01-02 a 1 USD 1 false\n\
        error failed-assertion 3: the stated balance of `a` does not hold: stated 1 USD, computed 1 USD",
    );
}

#[test]
fn a_balance_may_be_assigned() {
    check_journal(
        "2026-01-03 x\n    a  = 25 USD\n    b\n2026-01-02 x\n    a  10 USD\n    b\n2026-01-04 x\n    a  == 5 EUR\n    c\n",
        "2 a 15 USD\n3 b -15 USD\n5 a 10 USD\n6 b -10 USD\n8 a 5 EUR\n8 a -25 USD\n9 c -5 EUR\n9 c 25 USD\n\
        stated 2 2026-01-03 a 25 USD 25 true\nstated 8 2026-01-04 a 5 EUR 5 true",
    );
}

#[test]
fn directives_change_what_follows_in_their_file() {
    let main = "alias c = assets:cash\napply account biz\n2026-01-02 x\n    c  1 USD\n    c:box  2 USD\n    d\n\
        include sub/more.journal\nend apply account\nend aliases\n2026-01-02 x\n    c  1\n    d\n";
    let more = "alias /^biz:(.*)$/=\\1\nD 1,000.00 EUR\nY2025\n3-4 y\n    c  1,000\n    d\n";
    let read =
        read_files(&[("x.journal", main.as_bytes()), ("sub/more.journal", more.as_bytes())], "");
    let tables = read.facts.finish();
    assert_eq!(
        rows(
            tables.get("posting"),
            &["transaction", "line", "date", "account", "amount", "commodity"]
        ),
        [
            "x.journal:3 4 2026-01-02 biz:c 1 USD",
            "x.journal:3 5 2026-01-02 biz:c:box 2 USD",
            "x.journal:3 6 2026-01-02 biz:d -3 USD",
            "sub/more.journal:4 5 2025-03-04 assets:cash 1000 EUR",
            "sub/more.journal:4 6 2025-03-04 d -1000 EUR",
            "x.journal:10 11 2026-01-02 c 1 USD",
            "x.journal:10 12 2026-01-02 d -1 USD",
        ]
    );
}

#[test]
fn account_types_are_declared_and_inherited() {
    let text = "account bank  ; type: C\naccount sales\n    ; type:revenue\naccount bank:loan  ; x, type:Liability\n\
        2026-01-02 x\n    bank:checking  1 USD\n    bank:loan:car  2 USD\n    sales:boats  -3 USD\n    other  0 USD\n";
    let tables = read("x.journal", text).facts.finish();
    assert_eq!(
        rows(tables.get("account"), &["account", "account_type", "is_cash", "line"]),
        [
            "bank asset true 1",
            "sales income false 2",
            "bank:loan liability false 4",
            "bank:checking asset true 6",
            "bank:loan:car liability false 7",
            "sales:boats income false 8",
            "other unknown false 9",
        ]
    );
}

#[test]
fn what_is_not_read_is_said() {
    check_journal(
        "; c\n# c\n* c\ncomment\n2026-01-02 x\n    a  1 USD\nend comment\n\
        = expenses\n    (budget)  *-1\n~ monthly\n    a  1 USD\n    b\n\
        P 2026-01-02 12:00 EUR 1.05 USD\npayee x\ntag y\n\
        i 2026/01/02 09:00:00 work\n\
        wrong\n\
        2026-01-02 x\n    a  1 USD\n    b  (2 * 3)\n\
        \n    stray  1 USD\n\
        1/2 x\n    a  1 USD\n    b\n",
        "price 13 2026-01-02 EUR 1.05 USD\n\
        note automated-transaction 8: an auto posting rule is not applied; hledger applies it only with `--auto`\n\
        note periodic-transaction 10: a periodic transaction (budget) is not read; it changes no balance\n\
        error unsupported-directive 16: the directive is not read, and balances may depend on it: `i`\n\
        error syntax-error 17: unknown directive: wrong\n\
        error value-expression 20: a value expression is not computed here; the transaction is left out\n\
        error syntax-error 22: an indented line belongs to no transaction\n\
        error missing-year 23: the date has no year: 1/2 x",
    );
}

#[test]
fn a_balance_assigned_over_costs_is_doubtful() {
    // hledger assigns `2 EUR, -1 EUR @ 2 USD`, and the other side becomes `-2 EUR, 2 USD`.
    check_journal(
        "2026-01-02 x\n    a  1 EUR @ 2 USD\n    b\n2026-01-03 x\n    a  = 2 EUR\n    b\n",
        "2 a 1 EUR 2 USD\n3 b -2 USD\n5 a 1 EUR\n6 b -1 EUR\nstated 5 2026-01-03 a 2 EUR 2 true\n\
        warning assigned-at-cost 5: a balance is assigned to an account that holds amounts at a cost; their cost is not assigned",
    );
}
