//! Editions as somebody looks back at them: made again byte for byte, here and elsewhere, and held
//! against each other. What is due by a schedule, and what waits for its sources.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod portfolio;

use std::fs;
use std::path::Path;
use std::process::Command;

use portfolio::Portfolio;
use serde_json::Value;

const REPORT: &str = r#"+++
title = "Mini"
role = "accounting"

[[message]]
text = "Revenue is {{ revenue }}."
+++
## Sales
{{ revenue }} in {{ period_name }}.

## Rest
Nothing more is said here.
"#;

const BOOKS: &str = "\
2026-01-01 open Assets:Cash
2026-01-01 open Income:Sales

2026-08-10 * \"Trip\"
  Assets:Cash     100.00 USD
  Income:Sales   -100.00 USD
";

/// A portfolio with one venture, whose books say 100 dollars for August.
fn case(more: &str) -> Portfolio {
    let portfolio = Portfolio::of("");
    portfolio.write("catalog/reports/mini.md", REPORT);
    portfolio.write("books/jada.beancount", BOOKS);
    configure(&portfolio, &["jada"], more);
    portfolio
}

fn configure(portfolio: &Portfolio, entities: &[&str], more: &str) {
    let mut text = String::from("[portfolio]\nname = \"Case\"\ntimezone = \"UTC\"\n");
    for id in entities {
        text.push_str(&format!(
            "[[entity]]\nid = \"{id}\"\n[[source]]\nid = \"{id}-books\"\nkind = \"ledger\"\n\
             entity = \"{id}\"\npath = \"books/{id}.beancount\"\n"
        ));
    }
    text.push_str(
        "[[recipient]]\nemail = \"owner@case.example\"\nroles = [\"accounting\"]\n\
         entities = [\"*\"]\n",
    );
    text.push_str(more);
    if !more.contains("[delivery]") {
        text.push_str("\n[delivery]\n");
    }
    let text = text.replace("[delivery]\n", "[delivery]\nfrom = \"reports@case.example\"\n");
    portfolio.write("quarterdeck.toml", &text);
}

/// The text part of the only mail, as it was before it was encoded.
fn mailed_text(portfolio: &Portfolio) -> String {
    let mail = portfolio.mail();
    assert_eq!(mail.len(), 1);
    fs::read_to_string(&mail[0]).unwrap().replace("=\r\n", "").replace("=E2=80=AF", " ")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).unwrap()),
        }
    }
}

const AUGUST: [&str; 4] = ["--report", "mini", "--as-of", "2026-08-31"];

fn plan(portfolio: &Portfolio, selection: &[&str]) {
    portfolio.says(0, &[&["plan"], selection].concat());
}

/// What changes after the August edition went out: a row of August is corrected, September comes, the
/// definition doubles revenue, and a second venture joins.
fn move_on(portfolio: &Portfolio) {
    let books = BOOKS.replace("100.00", "110.00");
    let september = "2026-09-05 * \"Trip\"\n  Assets:Cash 40.00 USD\n  Income:Sales -40.00 USD\n";
    portfolio.write("books/jada.beancount", &format!("{books}\n{september}"));
    let oar = BOOKS.replace("100.00", "7.00");
    let september = september.replace("40.00", "9.00");
    portfolio.write("books/oar.beancount", &format!("{oar}\n{september}"));
    configure(portfolio, &["jada", "oar"], "");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/metrics/finance/revenue");
    let sql = fs::read_to_string(format!("{path}.sql")).unwrap();
    let doubled = sql.replace("-coalesce(weight, amount) AS", "-2 * coalesce(weight, amount) AS");
    assert_ne!(doubled, sql);
    portfolio.write("catalog/metrics/finance/revenue.sql", &doubled);
    let twin = fs::read_to_string(format!("{path}.slt")).unwrap();
    portfolio.write("catalog/metrics/finance/revenue.slt", &twin);
}

#[test]
fn an_edition_is_made_again_byte_for_byte_also_elsewhere_and_later() {
    let portfolio = case("");
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    let said = portfolio.says(0, &["archive", "replay", "mini/1"]);
    assert!(said.contains("identical") && said.contains("1 of 1 messages"), "{said}");
    // A copy may look back, though it may not send.
    let elsewhere = tempfile::tempdir().unwrap();
    let clone = elsewhere.path().join("clone");
    copy(portfolio.path(), &clone);
    let replay = Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(["archive", "replay", "--json", "--portfolio"])
        .arg(&clone)
        .env_clear()
        .env("TZ", "Asia/Kathmandu")
        .output()
        .unwrap();
    let replay: Value = serde_json::from_slice(&replay.stdout).unwrap();
    assert_eq!(replay["is_identical"], true, "{replay}");
    assert_eq!(replay["messages"].as_array().unwrap().len(), 1);

    move_on(&portfolio);
    let said = portfolio.says(2, &["archive", "replay", "mini/1"]);
    for part in [
        "DIFFERS",
        "0 of 1 messages are identical",
        "input: books/jada.beancount is not what it was",
        "definition: metrics/finance/revenue.sql is not what it was",
        "configuration: quarterdeck.toml is not what it was",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    // With the folder as it was, it is what it was.
    let inputs = clone.to_str().unwrap();
    portfolio.says(0, &["archive", "replay", "mini/1", "--inputs", inputs]);
    let said = portfolio.says(0, &["archive", "verify"]);
    assert!(said.contains("as they were written"), "{said}");
    // What the edition was made from is kept under its hash like a message.
    let kept = fs::read_dir(portfolio.path().join(".quarterdeck/archive")).unwrap();
    let kept = kept.flat_map(|folder| fs::read_dir(folder.unwrap().path()).unwrap());
    let kept = kept.map(|file| file.unwrap().path());
    let kept = kept.filter(|path| path.extension().is_some_and(|end| end == "kept"));
    let kept = kept.collect::<Vec<_>>();
    // The inputs, the definitions, the configuration, and which rows the books had: a list and a month.
    assert_eq!(kept.len(), 5, "{kept:?}");
    fs::write(&kept[0], "changed").unwrap();
    assert!(portfolio.says(2, &["archive", "verify"]).contains("error[archive-damaged]"));
}

#[test]
fn a_difference_is_split_into_parts_that_sum_to_it() {
    let portfolio = case("");
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    move_on(&portfolio);
    plan(&portfolio, &["--report", "mini", "--as-of", "2026-09-30"]);
    let diff = portfolio.json(&["diff", "mini/1", "mini/2"]);
    let changed = diff["changed"].as_array().unwrap();
    assert_eq!(changed.len(), 1, "{diff}");
    let one = &changed[0];
    let part = |name: &str| one[name].as_str().unwrap().parse::<f64>().unwrap();
    assert_eq!(one["figure"], "portfolio/revenue/2026-09");
    // August was 100. Its row says 110 now; doubled that is 220; with the other venture 234.
    assert_eq!((part("from"), part("restatement")), (100.0, 10.0));
    assert_eq!((part("definition"), part("scope")), (110.0, 14.0));
    // September is 2 * (40 + 9).
    assert_eq!((part("to"), part("new_data"), part("change")), (98.0, -136.0, -2.0));
    let sum = ["new_data", "restatement", "definition", "scope"].map(part).iter().sum::<f64>();
    assert_eq!(sum, part("change"));
    assert_eq!(diff["definitions"][0], "metrics/finance/revenue.sql");
    assert_eq!(diff["entities"][0], "case/oar");
    let inputs = diff["inputs"].to_string();
    assert!(inputs.contains("books/jada.beancount") && inputs.contains("books/oar.beancount"));
    let said = portfolio.says(0, &["diff", "mini/1", "mini/2"]);
    assert!(said.contains("-136") && said.contains("1 figures changed"), "{said}");
    // Nothing is different from itself.
    let same = portfolio.json(&["diff", "mini/2", "mini/2"]);
    assert_eq!(same["changed"].as_array().unwrap().len(), 0, "{same}");
    // With other inputs than the newer edition's nothing can be told apart.
    portfolio.write("books/oar.beancount", &BOOKS.replace("100.00", "8.00"));
    let said = portfolio.says(2, &["diff", "mini/1", "mini/2"]);
    assert!(said.contains("error[inputs-changed]") && said.contains("books/oar"), "{said}");
}

const CLOSED: &str = r#"+++
title = "Closed"
role = "accounting"

[[message]]
text = "Revenue is {{ revenue }}."
+++
{{ revenue }} in {{ period_name }}.

```restated
```
"#;

/// A venture with four rows of income in August.
const ROWS: &str = "\
2026-01-01 open Assets:Cash
2026-01-01 open Income:Sales
2026-01-01 open Income:Fees

2026-08-10 * \"Trip\"
  Assets:Cash     100.00 USD
  Income:Sales   -100.00 USD

2026-08-11 * \"Trip\"
  Assets:Cash      70.00 USD
  Income:Sales    -70.00 USD

2026-08-12 * \"Fee\"
  Assets:Cash      30.00 USD
  Income:Fees     -30.00 USD
";

const SEPTEMBER: [&str; 4] = ["--report", "closed", "--as-of", "2026-09-30"];

/// August is sent; then the books say something else, and September is drafted. Its text.
fn closed(rows: &str) -> (Portfolio, String) {
    let portfolio = case("");
    portfolio.write("catalog/reports/closed.md", CLOSED);
    portfolio.write("books/jada.beancount", ROWS);
    plan(&portfolio, &["--report", "closed", "--as-of", "2026-08-31"]);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    portfolio.write("books/jada.beancount", rows);
    let text = september(&portfolio);
    (portfolio, text)
}

fn september(portfolio: &Portfolio) -> String {
    plan(portfolio, &SEPTEMBER);
    let text = fs::read_to_string(portfolio.path().join("out/2026-09-30/closed.txt")).unwrap();
    text.replace('\u{202f}', " ")
}

#[test]
fn a_restated_month_names_its_rows() {
    // A late row, another amount, a row that went; and every line moved.
    let rows = ROWS.replace("100.00", "110.00");
    let (kept, gone) = rows.split_once("2026-08-12").unwrap();
    assert!(gone.contains("Fees"));
    let late = "2026-08-30 * \"Anna =SUM(1)\" \"late\"\n  Assets:Cash 40.00 USD\n  Income:Sales -40.00 USD\n";
    let rows = format!("; A line above all.\n\n{kept}\n{late}");
    let (portfolio, text) = closed(&rows);
    for part in [
        "$200.00",
        "$220.00",
        "Income:Fees",
        "$30.00",
        "gone",
        "not there then: Anna =SUM(1), late [books/jada.beancount:18]",
        "not there then: Trip [books/jada.beancount:9]",
        "$110.00",
        "$40.00",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    // The other trip stands elsewhere and is no change.
    assert!(!text.contains("70.00"), "{text}");
    // Every number opens.
    let json = fs::read_to_string(portfolio.path().join("out/2026-09-30/closed.json")).unwrap();
    let id = "restated/portfolio/revenue/2026-08/row/1";
    assert!(json.contains(id), "{json}");
    let traced = portfolio.says(0, &["trace", id, "--as-of", "2026-09-30"]);
    assert!(traced.contains(id) && traced.contains("closed"), "{traced}");
    // `diff` says the same, and of every account.
    let diff = portfolio.json(&["diff", "closed/1", "closed/2"]);
    let rows = diff["rows"].as_array().unwrap();
    let line = |row: &Value| {
        let side = if row["is_gone"] == true { '-' } else { '+' };
        format!(
            "{side} {} {} {} x{}",
            row["date"].as_str().unwrap(),
            row["account"].as_str().unwrap(),
            row["amount"].as_str().unwrap(),
            row["count"]
        )
    };
    let mut lines = rows.iter().map(line).collect::<Vec<_>>();
    lines.sort();
    assert_eq!(
        lines,
        [
            "+ 2026-08-10 Assets:Cash 110 x1",
            "+ 2026-08-10 Income:Sales -110 x1",
            "+ 2026-08-30 Assets:Cash 40 x1",
            "+ 2026-08-30 Income:Sales -40 x1",
            "- 2026-08-10 Income:Sales -100 x1",
            // Two rows of one account and month, told apart by nothing but their sum.
            "- 2026-08-12 Assets:Cash 130 x2",
            "- 2026-08-12 Income:Fees -30 x1",
        ]
    );
    let said = portfolio.says(0, &["diff", "closed/1", "closed/2"]);
    assert!(said.contains("Income:Fees -30 USD gone"), "{said}");
    portfolio.says(0, &["archive", "replay", "closed/2"]);
    let said = portfolio.says(0, &["archive", "verify"]);
    assert!(said.contains("as they were written"), "{said}");
}

#[test]
fn what_only_moved_or_has_another_name_restates_nothing() {
    let (portfolio, text) = closed(&format!("; A line.\n{ROWS}"));
    assert!(text.contains("every closed period is as it was reported"), "{text}");
    portfolio.write("books/jada.beancount", &ROWS.replace("Income:Fees", "Income:Charges"));
    let text = september(&portfolio);
    assert!(text.contains("every closed period is as it was reported"), "{text}");
    // Beside a change the name is said once, and its rows are none.
    let rows = ROWS.replace("Income:Fees", "Income:Charges").replace("70.00", "75.00");
    portfolio.write("books/jada.beancount", &rows);
    let text = september(&portfolio);
    assert!(text.contains("Income:Fees is Income:Charges"), "{text}");
    assert!(text.contains("$75.00") && !text.contains("$30.00"), "{text}");
    // A row of a closed month on another day of it is no change; in another month it is two.
    portfolio.write("books/jada.beancount", &ROWS.replace("2026-08-12", "2026-07-12"));
    let text = september(&portfolio);
    assert!(text.contains("moved to Sun 12 Jul 2026"), "{text}");
    // Under another key nothing is known again, which is said.
    fs::write(portfolio.path().join(".quarterdeck/key"), [7; 32]).unwrap();
    let text = september(&portfolio);
    assert!(text.contains("edition 1 kept no record of its rows"), "{text}");
}

#[test]
fn a_correction_says_in_its_body_what_it_corrects_and_why() {
    let portfolio = case("");
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    portfolio.write("books/jada.beancount", &BOOKS.replace("100.00", "110.00"));
    plan(&portfolio, &[&AUGUST[..], &["--reissue", "a fee was booked twice"]].concat());
    let shown = portfolio.json(&["status", "--as-of", "2026-08-31"]);
    let id = shown["lines"][0]["delivery"]["id"].as_str().unwrap();
    let mail = String::from_utf8(portfolio.run(&["archive", "show", id]).stdout).unwrap();
    let mail = mail.replace("=\r\n", "");
    // In the text and in the HTML.
    assert_eq!(mail.matches("Correction of edition 1:").count(), 2, "{mail}");
    assert!(mail.matches("a fee was booked twice").count() >= 2, "{mail}");
    portfolio.says(0, &["archive", "replay", "mini/2"]);
}

const SCHEDULE: &str = "[[schedule]]\nreport = \"mini\"\non = \"last-day\"\nat = \"18:00\"\n";

#[test]
fn row_12_a_scheduled_report_goes_out_once_whatever_the_clock_does() {
    let portfolio = case(SCHEDULE);
    let next = portfolio.json(&["next", "--count", "2", "--as-of", "2026-08-15"]);
    assert_eq!(
        (&next[0]["at"], &next[0]["period"]),
        (&"2026-08-31T18:00:00Z".into(), &"2026-08".into())
    );
    assert_eq!(next[1]["at"], "2026-09-30T18:00:00Z");
    let serve =
        |exit, day| portfolio.says(exit, &["serve", "--schedule", "--once", "--as-of", day]);
    // The first look owes nothing for the time before it.
    serve(0, "2026-08-15");
    portfolio.says(3, &["status", "--due", "--as-of", "2026-08-15"]);
    assert!(portfolio.mail().is_empty());
    let said = portfolio.says(3, &["status", "--due", "--as-of", "2026-08-31"]);
    assert!(said.contains("ALARM: `mini` was due at 2026-08-31 18:00:00 UTC"), "{said}");
    // Six hours late, it runs.
    assert!(serve(0, "2026-08-31").contains("`mini` for 2026-08 is out"));
    assert_eq!(portfolio.mail().len(), 1);
    portfolio.says(0, &["status", "--due", "--as-of", "2026-08-31"]);
    // Again, with the clock set back, and on days between: nothing.
    for day in ["2026-08-31", "2026-08-30", "2026-07-31", "2026-09-29"] {
        serve(0, day);
        assert_eq!(portfolio.mail().len(), 1, "{day}");
    }
    // Two months later the last one runs, and the one before it is not caught up.
    serve(0, "2026-10-31");
    assert_eq!(portfolio.mail().len(), 2);
    let periods = portfolio.json(&["status", "--as-of", "2026-10-31"]);
    assert_eq!(periods["lines"][0]["delivery"]["period"], "2026-10", "{periods}");
}

#[test]
fn row_24_a_due_report_that_does_not_go_out_is_an_alarm_and_an_exit() {
    let portfolio = case(&format!("{SCHEDULE}missed = \"skip\"\n"));
    let serve =
        |exit, day| portfolio.says(exit, &["serve", "--schedule", "--once", "--as-of", day]);
    serve(0, "2026-08-15");
    let said = serve(3, "2026-08-31");
    assert!(said.contains("ALARM: `mini` was due") && said.contains("left out"), "{said}");
    assert!(portfolio.mail().is_empty());
    let due = portfolio.json(&["status", "--due", "--as-of", "2026-09-02"]);
    assert_eq!(due["overdue"][0]["report"], "mini", "{due}");

    let portfolio = case(&format!("{SCHEDULE}[delivery]\nneeds_approval = [\"mini\"]\n"));
    let serve =
        |exit, day| portfolio.says(exit, &["serve", "--schedule", "--once", "--as-of", day]);
    serve(0, "2026-08-15");
    let said = serve(3, "2026-08-31");
    assert!(said.contains("ALARM") && said.contains("waits for approval"), "{said}");
    portfolio.says(3, &["status", "--due", "--as-of", "2026-08-31"]);
}

/// A gate on the books, whose last row is three weeks old.
fn gated(policy: &str) -> Portfolio {
    case(&format!("[[gate]]\nsource = \"jada-books\"\nmax_age_days = 10\n{policy}\n"))
}

#[test]
fn a_stale_source_holds_a_report_until_it_is_fresh_or_a_person_says_so() {
    let portfolio = gated("policy = \"hold\"");
    let said = portfolio.says(0, &[&["plan"], &AUGUST[..]].concat());
    assert!(said.contains("HELD: the source `jada-books` ends on 2026-08-10"), "{said}");
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    assert!(portfolio.mail().is_empty());
    let said = portfolio.says(3, &["status", "--due", "--as-of", "2026-08-31"]);
    assert!(said.contains("not yet: held: the source `jada-books` ends on"), "{said}");
    // Fresh data let it go by itself.
    let fresh = "\n2026-08-30 * \"Trip\"\n  Assets:Cash 1.00 USD\n  Income:Sales -1.00 USD\n";
    portfolio.write("books/jada.beancount", &format!("{BOOKS}{fresh}"));
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    assert_eq!(portfolio.mail().len(), 1);

    let portfolio = gated("policy = \"hold\"");
    plan(&portfolio, &AUGUST);
    let planned = portfolio.json(&[&["plan"], &AUGUST[..]].concat());
    let hash = planned["approval"].as_str().unwrap();
    portfolio.says(0, &["approve", hash, "--as-of", "2026-08-31"]);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    assert_eq!(portfolio.mail().len(), 1);
}

#[test]
fn a_stale_source_is_said_or_its_sections_are_left_out() {
    let portfolio = gated("policy = \"warn\"");
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    let text = mailed_text(&portfolio);
    assert!(text.contains("Not ready: the source `jada-books` ends on 2026-08-10."), "{text}");
    assert!(text.contains("in Aug 2026") || text.contains("in August 2026"), "{text}");

    let portfolio = gated("policy = \"drop\"\nsections = [\"Sales\"]");
    plan(&portfolio, &AUGUST);
    portfolio.says(0, &["send", "--as-of", "2026-08-31"]);
    let text = mailed_text(&portfolio);
    assert!(text.contains("Left out: the source `jada-books` ends on 2026-08-10."), "{text}");
    assert!(!text.contains("in Aug") && text.contains("Nothing more is said here."), "{text}");
}

#[test]
fn findings_become_a_list_of_things_to_do() {
    let portfolio = case("");
    let said = portfolio.says(0, &["actions", "--as-of", "2026-08-31"]);
    assert!(said.contains("# Actions of Case, 2026-08-31"), "{said}");
    let work = portfolio.json(&["actions", "--as-of", "2026-08-31"]);
    assert_eq!((&work["portfolio"], &work["n_left_out"]), (&"Case".into(), &0.into()));
    let items = work["items"].as_array().unwrap();
    assert_eq!(said.matches("- [ ] ").count(), items.len());
    for item in items {
        assert_eq!(item["id"].as_str().unwrap().len(), 20);
    }
}
