//! The formats beside OFX, and what all of them must refuse.

use qd_facts::Source;

use super::Bank;
use crate::testing::{NoSecrets, codes, collect, mutate, rows, spec, with_context};

const SETTINGS: &str = r#"
account = "Assets:Bank"
rules = [ { match = "shop", account = "Expenses:Shop" } ]
"#;
const MT940: &str = ":20:A\n:25:1\n:60F:C260401EUR0,\n:61:2604010401C10,00NTRFX\n:86:rent\n:61:2604020402D2,50NTRFY\n:86:shop\n:62F:C260402EUR7,50\n-\n";
const CAMT: &str = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><Stmt><Acct><Id><IBAN>1</IBAN></Id><Ccy>EUR</Ccy></Acct>\n<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Dt><Dt>2026-04-02</Dt></Dt></Bal>\n<Ntry><Amt Ccy=\"EUR\">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-04-02</Dt></BookgDt></Ntry></Stmt></BkToCstmrStmt></Document>\n";

fn check(text: &[u8], postings: &[&str], assertions: &[&str], diagnostics: &[&str]) {
    let shown = String::from_utf8_lossy(text);
    let collected = collect(&Bank, SETTINGS, text);
    let mut found = codes(&collected);
    found.retain(|code| !code.starts_with("uncategorised-rows"));
    assert_eq!(found, diagnostics, "{shown} {:?}", collected.diagnostics);
    let legs = rows(collected, "posting", "line date account commodity amount");
    let legs = legs
        .into_iter()
        .filter_map(|leg| Some(leg.replace("|Assets:Bank", "")).filter(|short| *short != leg));
    assert_eq!(legs.collect::<Vec<_>>(), postings, "{shown}");
    let collected = collect(&Bank, SETTINGS, text);
    assert_eq!(rows(collected, "balance_assertion", "line stated computed passes"), assertions);
}

#[test]
fn each_format_is_known_by_its_content() {
    check(
        MT940.as_bytes(),
        &["4|2026-04-01|EUR|10", "6|2026-04-02|EUR|-2.5"],
        &["8|7.5|7.5|true"],
        &[],
    );
    check(CAMT.as_bytes(), &["3|2026-04-02|EUR|-2"], &["2|-2|-2|true"], &[]);
    check(b"!Type:Bank\nD04/30/2026\nT-2.00\nPshop\n^\n", &["2|2026-04-30|USD|-2"], &[], &[]);
}

#[test]
fn statements_are_checked_by_themselves_and_in_a_chain() {
    let lost = MT940.replace(":61:2604020402D2,50NTRFY\n", "");
    check(lost.as_bytes(), &["4|2026-04-01|EUR|10"], &["7|7.5|10|false"], &["balance-mismatch:7"]);
    let next = |opening: &str| {
        MT940.to_owned()
            + &format!(
                ":20:B\n:25:1\n:60F:C260402EUR{opening}\n:61:260403C1,NTRFZ\n:62F:C260403EUR9,\n"
            )
    };
    let legs = ["4|2026-04-01|EUR|10", "6|2026-04-02|EUR|-2.5", "13|2026-04-03|EUR|1"];
    check(next("8,").as_bytes(), &legs, &["8|7.5|7.5|true", "14|9|9|true"], &["statement-gap:14"]);
    let text = next("7,50").replace("EUR9,", "EUR8,5");
    check(text.as_bytes(), &legs, &["8|7.5|7.5|true", "14|8.5|8.5|true"], &[]);
    let opened = MT940.replace("EUR0,", "EUR5,").replace("EUR7,50", "EUR12,50");
    check(opened.as_bytes(), &legs[..2], &["8|12.5|12.5|true"], &["opening-balance:8"]);
}

#[test]
fn what_is_cut_off_or_unknown_is_named_and_the_rest_is_kept() {
    let row = |id: &str, amount: &str| {
        format!("<STMTTRN><DTPOSTED>20260401<FITID>{id}<NAME>shop<TRNAMT>{amount}")
    };
    let head = "<OFX><STMTRS><CURDEF>USD<BANKACCTFROM><ACCTID>1</BANKACCTFROM>\n";
    // The amount of the last row may have lost its last digits.
    let cut = format!("{head}{}</STMTTRN>\n{}", row("a", "-1.00"), row("b", "-12"));
    check(cut.as_bytes(), &["2|2026-04-01|USD|-1"], &[], &["truncated-file:3", "truncated-file:3"]);
    let unclosed =
        format!("{head}{}\n{}\n</BANKTRANLIST></STMTRS></OFX>", row("a", "-1"), row("b", "-12"));
    check(unclosed.as_bytes(), &["2|2026-04-01|USD|-1", "3|2026-04-01|USD|-12"], &[], &[]);
    let odd = format!(
        "{head}{}<CURRENCY><CURSYM>EURO</CURRENCY></STMTTRN>\n{}</STMTTRN></STMTRS></OFX>",
        row("a", "-1"),
        row("b", "-2")
    );
    check(odd.as_bytes(), &["3|2026-04-01|USD|-2"], &[], &["unknown-currency:2"]);
    let long = format!(
        "{head}{}</STMTTRN>\n{}</STMTTRN></STMTRS></OFX>",
        row("a", &"9".repeat(29)),
        row("b", "-2")
    );
    check(long.as_bytes(), &["3|2026-04-01|USD|-2"], &[], &["refused-row:2"]);
    let mixed =
        format!("ENCODING:USASCII\n{head}{}</STMTTRN></STMTRS></OFX>", row("caf\u{e9}", "-2"));
    let mut bytes = mixed.into_bytes();
    bytes.push(0xe9);
    check(&bytes, &["3|2026-04-01|USD|-2"], &[], &[]);
}

#[test]
fn overlapping_downloads_of_a_format_without_ids_count_once() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.sta"), MT940).unwrap();
    let more = MT940
        .replace(":62F:C260402EUR7,50", ":61:2604020402D2,50NTRFY\n:86:shop\n:62F:C260402EUR5,");
    std::fs::write(folder.path().join("b.sta"), more).unwrap();
    let spec = spec("bank", &format!("path = \"*.sta\"\n{SETTINGS}"));
    let collected = with_context(folder.path(), &NoSecrets, |context| Bank.collect(&spec, context));
    let found = rows(collected, "posting", "file account amount");
    let found = found.iter().filter(|row| row.contains("Bank")).collect::<Vec<_>>();
    assert_eq!(found, ["a.sta|Assets:Bank|10", "a.sta|Assets:Bank|-2.5", "b.sta|Assets:Bank|-2.5"]);
}

#[test]
fn mutations_of_each_format_neither_panic_nor_lose_in_silence() {
    let qif =
        "!Type:Bank\nD1/13'26\nT-10.00\nPshop\nSA\n$-4.00\nSB\n$-6.00\n^\nD01/14/2026\nT5\n^\n";
    let dictionary =
        ["\n:61:", "<Ntry>", "</Ntry>", "^\n", "\n", "!Type:Bank\n", "é", "\0", ":86:", "$"];
    for seed in [MT940, CAMT, qif] {
        mutate(seed.as_bytes(), &dictionary, 1500, |bytes| {
            let collected = collect(&Bank, SETTINGS, bytes);
            assert!(collected.diagnostics.len() < 300);
            let legs = rows(collected, "posting", "amount");
            let sum = qd_model::Decimal::sum(legs.iter().map(|leg| leg.parse().unwrap())).unwrap();
            assert!(sum.is_zero());
        });
    }
}
