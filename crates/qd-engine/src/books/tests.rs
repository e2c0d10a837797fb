use std::collections::BTreeMap;

use chrono::NaiveDate;
use qd_model::{EntityKey, FigureId, Role};

use super::{Books, Changes, MARK_BYTES};
use crate::Engine;
use crate::testing::{engine, metric, scope};

/// A mark that tells contents apart as the run's does, without a key.
fn mark(content: &[u8]) -> [u8; MARK_BYTES] {
    let mut sum = 0xcbf2_9ce4_8422_2325_u64;
    for byte in content {
        sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let mut short = [0; MARK_BYTES];
    short.copy_from_slice(&sum.to_le_bytes()[..MARK_BYTES]);
    short
}

const THEN: &str = "\
jada 2026-07-03 Income:Trips -300 4
jada 2026-07-03 Assets:Bank 300 5
jada 2026-08-03 Income:Trips -400 9
jada 2026-08-03 Income:Trips -400 11
jada 2026-08-10 Income:Trips -50 12
jada 2026-08-11 Income:Tips -7 13
kai 2026-08-05 Income:Trips -20 4
kai 2026-09-05 Income:Trips -30 6
";

fn books_of(rows: &str) -> Engine {
    let select = "SELECT entity, date, -amount AS value, commodity, n_postings, file, line \
                  FROM posting_day WHERE account_type = 'income'";
    let takings = metric("flow", "money", "", select);
    let held = metric(
        "stock",
        "money",
        "",
        "SELECT entity, date, amount AS value, commodity, n_postings, file, line \
         FROM posting_day WHERE account LIKE 'Assets:%'",
    );
    let mut script = String::from(
        "SET quarterdeck.as_of = '2026-09-30'; INSERT INTO entity (entity, model, currency) VALUES \
         ('p/jada', 'charter', 'USD'), ('p/kai', 'charter', 'USD');",
    );
    for row in rows.lines() {
        let [entity, date, account, amount, line] =
            <[&str; 5]>::try_from(row.split(' ').collect::<Vec<_>>()).unwrap();
        script.push_str(&format!(
            "INSERT INTO posting (entity, date, account, amount, commodity, payee, file, line) \
             VALUES ('p/{entity}', '{date}', '{account}', {amount}, 'USD', 'Anna', \
             '{entity}.beancount', {line});"
        ));
    }
    engine(&[("metrics/takings.sql", &takings), ("metrics/held.sql", &held)], &script)
}

fn books(engine: &Engine) -> Books {
    let through = NaiveDate::from_ymd_opt(2026, 8, 31).unwrap();
    engine.books(through, &mark, &str::to_owned)
}

fn changes(engine: &Engine, then: &BTreeMap<String, Vec<u8>>) -> Changes {
    let now = books(engine);
    let kept = now.kept();
    let months =
        then.keys().chain(kept.keys()).filter(|month| then.get(*month) != kept.get(*month));
    let months = months.map(|month| (month.clone(), then.get(month).cloned())).collect();
    engine.row_changes(&now, &months).unwrap()
}

/// The changes as lines: `+` came, `-` went.
fn shown(changes: &Changes) -> Vec<String> {
    let line = |row: &super::RowChange| {
        let (date, account, amount) = (row.date, &row.account, row.amount.unwrap());
        let mut line = match &row.now {
            Some(now) => format!("+ {date} {account} {amount} {} {}", now.words, now.place),
            None if row.count > 1 => format!("- {date} {account} {amount} x{}", row.count),
            None => format!("- {date} {account} {amount}"),
        };
        if row.twin.is_some() {
            line.push_str(" moved");
        }
        line
    };
    changes.rows.iter().map(line).collect()
}

#[track_caller]
fn check(now: &str, expected: &[&str]) -> Changes {
    let then = books(&books_of(THEN)).kept();
    let found = changes(&books_of(now), &then);
    assert_eq!(shown(&found), expected);
    found
}

#[test]
fn moved_lines_and_another_order_are_no_change() {
    let mut lines = THEN.lines().collect::<Vec<_>>();
    lines.reverse();
    let moved = lines.iter().map(|line| format!("{line}1\n")).collect::<String>();
    check(&moved, &[]);
    // What is kept are the same bytes.
    assert_eq!(books(&books_of(&moved)).kept(), books(&books_of(THEN)).kept());
    // A later month is nobody's business.
    check(&THEN.replace(" -30 6", " -31 6"), &[]);
}

#[test]
fn rows_that_came_and_went_are_told_with_their_amounts() {
    let late = format!("{THEN}jada 2026-08-30 Income:Trips -110 40\n");
    check(&late, &["+ 2026-08-30 Income:Trips -110 Anna jada.beancount:40"]);
    check(
        &THEN.replace("jada 2026-08-10 Income:Trips -50 12\n", ""),
        &["- 2026-08-10 Income:Trips -50"],
    );
    check(
        &THEN.replace("-50", "-55"),
        &["+ 2026-08-10 Income:Trips -55 Anna jada.beancount:12", "- 2026-08-10 Income:Trips -50"],
    );
    // Of two equal rows one went, and another with it: their sum is known.
    let fewer = THEN.replace("-400 11\n", "-400 11x\n");
    let fewer = fewer.lines().filter(|line| !line.ends_with('x') && !line.contains("-50"));
    let fewer = fewer.map(|line| format!("{line}\n")).collect::<String>();
    check(&fewer, &["- 2026-08-10 Income:Trips -450 x2"]);
    // An account without a row left.
    check(
        &THEN.replace("jada 2026-08-11 Income:Tips -7 13\n", ""),
        &["- 2026-08-11 Income:Tips -7"],
    );
}

#[test]
fn a_row_on_another_day_or_account_only_moved() {
    check(
        &THEN.replace("2026-08-10", "2026-07-31"),
        &[
            "+ 2026-07-31 Income:Trips -50 Anna jada.beancount:12 moved",
            "- 2026-08-10 Income:Trips -50 moved",
        ],
    );
    check(
        &THEN.replace("2026-08-10 Income:Trips", "2026-08-10 Income:Tips"),
        &[
            "+ 2026-08-10 Income:Tips -50 Anna jada.beancount:12 moved",
            "- 2026-08-10 Income:Trips -50 moved",
        ],
    );
}

#[test]
fn an_account_with_another_name_is_no_change_and_what_else_changed_is_seen() {
    let renamed =
        THEN.replace("jada 2026-08-03 Income:Trips -400 9", "jada 2026-08-03 Income:Trips -401 9");
    let renamed = renamed.replace("Income:Trips", "Income:Charters");
    let found = check(
        &renamed,
        &[
            "+ 2026-08-03 Income:Charters -401 Anna jada.beancount:9",
            "- 2026-08-03 Income:Charters -400",
        ],
    );
    let names = found.renamed.iter().map(|(entity, old, new)| format!("{entity} {old} {new}"));
    let expected = ["p/jada Income:Trips Income:Charters", "p/kai Income:Trips Income:Charters"];
    assert_eq!(names.collect::<Vec<_>>(), expected);
}

#[test]
fn figures_name_the_rows_that_they_rest_on_or_did_and_no_others() {
    let then = books(&books_of(THEN)).kept();
    let now = THEN.replace("jada 2026-08-10 Income:Trips -50 12\n", "");
    let now = now.replace("Assets:Bank 300", "Assets:Bank 310").replace("-20", "-21");
    let now = now.replace("jada 2026-08-11 Income:Tips", "jada 2026-08-12 Income:Tips");
    let engine = books_of(&now);
    let changes = changes(&engine, &then);
    let root = EntityKey::root("p").unwrap();
    let rows = |ids: &[&str], figure: &str, role: &str| {
        let id = FigureId::parse(figure, &root).unwrap();
        let role = Role::new(role).unwrap();
        let scope = scope(&engine, ids);
        let found = engine
            .changed_rows_of(&scope, &role, std::slice::from_ref(&id), &changes.rows)
            .unwrap();
        let row = |one: &super::Contribution| {
            let change = &changes.rows[one.change];
            let side = if change.now.is_some() { '+' } else { '-' };
            format!("{side}{} {}", change.entity.short(), one.value.unwrap())
        };
        found[&id].iter().map(row).collect::<Vec<_>>()
    };
    // The row that moved within the month is none of its.
    assert_eq!(rows(&[], "jada/takings/2026-08", "ceo"), ["-jada 50"]);
    assert_eq!(rows(&[], "portfolio/takings/2026-08", "ceo"), ["+kai 21", "-kai 20", "-jada 50"]);
    assert_eq!(rows(&["kai"], "portfolio/takings/2026-08", "ceo"), ["+kai 21", "-kai 20"]);
    assert_eq!(rows(&[], "jada/held/2026-08", "ceo"), ["+jada 310", "-jada 300"]);
    assert!(rows(&[], "jada/takings/2026-07", "ceo").is_empty());
    assert!(rows(&[], "jada/takings/2026-08", "crew").is_empty());
}
