use std::fs;

use qd_model::EntityKey;

use super::collect;
use crate::testing::{NoSecrets, codes, demo, mutate, rows, with_context};

const NOTE: &str = "# Note\n\nSo break-even is 6 charters a month.\nThe blast is worth $10K to\n$50K, no rate limit applies. It costs six dollars.\n";

fn entities() -> Vec<EntityKey> {
    ["p", "p/jada"].map(|key| EntityKey::parse(key).unwrap()).to_vec()
}

fn check(claims: &str, expected: &[&str], diagnostics: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("note.md"), NOTE).unwrap();
    fs::write(folder.path().join("claims.toml"), claims).unwrap();
    let found = with_context(folder.path(), &NoSecrets, |context| collect(context, &entities()));
    let found = found.unwrap();
    let shown = found.diagnostics.iter().map(|found| format!("{} {}", found.place, found.message));
    assert_eq!(shown.collect::<Vec<_>>(), diagnostics, "{claims}");
    let columns = "entity file line id stated stated_high metric rule tolerance";
    assert_eq!(rows(found, "claim_statement", columns), expected, "{claims}");
}

fn claim(id: &str, sentence: &str, more: &str) -> String {
    format!(
        "[[claim]]\nid = \"{id}\"\nentity = \"jada\"\nfile = \"note.md\"\nmatch = \"{sentence}\"\n{more}\n"
    )
}

#[test]
fn sentences_become_statements() {
    let text = [
        claim("a", "break-even is {value} charters", "metric = \"break_even\"\ntolerance = 0.5"),
        claim("b", "worth {value}, no", "rule = \"blast-value\""),
        claim("c", "$50K, {value} rate limit", "rule = \"limit\"\nperiod = \"2026-09\""),
    ];
    check(
        &text.concat(),
        &[
            "p/jada|note.md|3|a|6||break_even||0.5",
            "p/jada|note.md|4|b|10000|50000||blast-value|",
            "p/jada|note.md|5|c||||limit|",
        ],
        &[],
    );
}

#[test]
fn what_is_not_found_is_a_row_without_a_number() {
    let metric = "metric = \"m\"";
    check(
        &claim("a", "we have {value} boats", metric),
        &["p/jada|claims.toml|1|a|||m||"],
        &["claims.toml:1 no sentence of note.md matches the claim: a"],
    );
    check(
        &claim("a", "costs {value} dollars", metric),
        &["p/jada|note.md|5|a|||m||"],
        &["note.md:5 the claim `a` has no plain number in its hole: six"],
    );
    check(
        &claim("a", "b {value}", metric).replace("note.md", "gone.md"),
        &["p/jada|claims.toml|1|a|||m||"],
        &["claims.toml:4 the file does not exist: gone.md"],
    );
}

#[test]
fn faults_name_their_line() {
    let metric = "metric = \"m\"";
    check(
        "x = ",
        &[],
        &[
            "claims.toml:1 the file is no TOML: string values must be quoted, expected literal string",
        ],
    );
    check(
        "[[claims]]\nid = \"a\"",
        &[],
        &["claims.toml:1 only [[claim]] is read here, found: claims"],
    );
    check("claim = [1]", &[], &["claims.toml:1 a claim is a table"]);
    let good = claim("z", "break-even is {value} charters", metric);
    let kept = ["p/jada|note.md|3|z|6||m||"];
    for (bad, message) in [
        (
            claim("a", "b {value}", "metrik = \"m\""),
            "claims.toml:13 a claim has no key, nearest is `metric`: metrik",
        ),
        (claim("a", "b", metric), "claims.toml:12 `match` needs one `{value}`"),
        (
            claim("a", "b {value}", ""),
            "claims.toml:8 the claim needs `metric` or `rule`, one of them",
        ),
        (
            claim("a", "b {value}", "metric = \"M-x\""),
            "claims.toml:13 `metric` is no metric's id: M-x",
        ),
        (claim("a", "b {value}", "rule = \"m_x\""), "claims.toml:13 `rule` is no rule's id: m_x"),
        (
            claim("a", "b {value}", "metric = \"m\"\nperiod = \"Q3\""),
            "claims.toml:14 `period` is no period such as 2026-09 or FY2026-Q3: Q3",
        ),
        (
            claim("a", "b {value}", "metric = \"m\"\ntolerance = -1"),
            "claims.toml:14 `tolerance` is no number from 0 up: -1",
        ),
        (
            claim("a", "b {value}", "metric = \"m\"\nnote = [1]"),
            "claims.toml:14 `note` takes text or a number",
        ),
        (claim("A", "b {value}", metric), "claims.toml:9 `id` is not in kebab case: A"),
        (claim("z", "b {value}", metric), "claims.toml:8 two claims have the id: z"),
        (
            claim("a", "b {value}", metric).replace("jada", "jad"),
            "claims.toml:10 `entity` names no entity that this file may speak of: jad",
        ),
        (
            claim("a", "b {value}", metric).replace("note.md", "../note.md"),
            "claims.toml:11 `file` leaves the portfolio's folder: ../note.md",
        ),
        ("[[claim]]\nid = \"a\"\n".into(), "claims.toml:8 the claim needs its `file`"),
    ] {
        check(&format!("{good}\n{bad}"), &kept, &[message]);
    }
}

#[test]
fn no_file_is_no_source() {
    let folder = tempfile::tempdir().unwrap();
    assert!(with_context(folder.path(), &NoSecrets, |c| collect(c, &entities()).is_none()));
}

#[test]
fn the_demo_claims_are_all_found() {
    let ids =
        ["", "/jada", "/queen-of-san-diego", "/quickdumpnow", "/51st-street", "/centaur-clients"];
    let entities = ids.map(|id| EntityKey::parse(&format!("p{id}")).unwrap());
    let found = with_context(&demo(), &NoSecrets, |context| collect(context, &entities)).unwrap();
    assert_eq!(codes(&found), [""; 0], "{:?}", found.diagnostics);
    let found = rows(found, "claim_statement", "id file line stated stated_high");
    // Places and numbers of EXPECTED.md, "Claims".
    assert_eq!(
        found,
        [
            "break-even-charters|handoffs/jada.md|14|6|",
            "labour-on-rate-card|handoffs/jada.md|15|300|",
            "infrastructure-range|handoffs/portfolio.md|14|50|84",
            "aws-saving|handoffs/portfolio.md|15|25|",
            "critical-shortfalls|handoffs/portfolio.md|29|8|",
            "blast-value|handoffs/queen-of-san-diego.md|14|10000|50000",
            "report-batch-cost|handoffs/portfolio.md|24|0.0005|",
            "sender-rate-limit|handoffs/portfolio.md|25||",
            "runway|handoffs/portfolio.md|16|12|",
            "contact-list|handoffs/queen-of-san-diego.md|14|3676|",
            "trailers|handoffs/quickdumpnow.md|13|4|",
            "units-let|handoffs/51st-street.md|13|3|",
            "clients-invoiced|handoffs/centaur-clients.md|13|6|",
            "review-average|handoffs/quickdumpnow.md|14|4.8|",
        ]
    );
}

#[test]
fn mutations_neither_panic_nor_grow() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("note.md"), NOTE).unwrap();
    let seed = claim("a", "break-even is {value} charters", "metric = \"m\"\ntolerance = 0.5");
    mutate(seed.as_bytes(), &["\"", "{value}", "\n", "[[claim]]", "(", "é", "\\"], 1000, |bytes| {
        fs::write(folder.path().join("claims.toml"), bytes).unwrap();
        let found = with_context(folder.path(), &NoSecrets, |c| collect(c, &entities())).unwrap();
        assert!(found.diagnostics.len() < 100);
    });
    let claims = [seed, claim("b", "worth {value}, no", "rule = \"r\"")].concat();
    fs::write(folder.path().join("claims.toml"), claims).unwrap();
    mutate(NOTE.as_bytes(), &["\n\n", "6", "$", "%", "> ", "*", "é"], 1000, |bytes| {
        fs::write(folder.path().join("note.md"), bytes).unwrap();
        let found = with_context(folder.path(), &NoSecrets, |c| collect(c, &entities())).unwrap();
        let n_lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
        for row in rows(found, "claim_statement", "file line") {
            let line = row.strip_prefix("note.md|").map_or(1, |line| line.parse().unwrap());
            assert!(line <= n_lines.max(1));
        }
    });
}
