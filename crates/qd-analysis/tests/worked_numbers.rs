//! `docs/worked-numbers.md` names for each worked number of finance.md the test that holds it: here the
//! names are held to what is there.

#![expect(clippy::unwrap_used, reason = "this file is a test")]

use std::fs;
use std::path::{Path, PathBuf};

use qd_model::{Decimal, Rounding};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The numbers in a text, thousands marks and underscores left out.
fn numbers(text: &str) -> Vec<Decimal> {
    let is_mark = |at: usize| {
        let bytes = text.as_bytes();
        let digit = |index: usize| bytes.get(index).is_some_and(u8::is_ascii_digit);
        matches!(bytes[at], b',' | b'_')
            && at > 0
            && digit(at - 1)
            && (1..=3).all(|n| digit(at + n))
    };
    let plain = text.bytes().enumerate().filter(|(at, _)| !is_mark(*at)).map(|(_, byte)| byte);
    let plain = plain.collect::<Vec<_>>();
    let runs = plain.split(|byte| !byte.is_ascii_digit() && *byte != b'.');
    let runs = runs.map(|run| String::from_utf8_lossy(run).into_owned());
    runs.filter_map(|run| run.trim_end_matches('.').parse().ok()).collect()
}

/// Claims that a value is shown as a number: rounded to its digits, or as the share that it is.
fn shows(value: Decimal, number: &str) -> bool {
    let (number, is_percent) = match number.strip_suffix('%') {
        Some(number) => (number, true),
        None => (number, false),
    };
    let number = number.replace(',', "").parse::<Decimal>().unwrap();
    let is = |value: Decimal| value.round(number.scale(), Rounding::HalfEven) == number;
    is(value) || is_percent && value.mul(Decimal::from(100)).is_ok_and(is)
}

/// The text of a test: all of a file, or one function of it.
fn test_text(name: &str) -> Result<String, String> {
    let (path, function) = name.split_once("::").unwrap_or((name, ""));
    let text = fs::read_to_string(root().join(path)).map_err(|error| error.to_string())?;
    if function.is_empty() {
        return Ok(text);
    }
    let start = text.find(&format!("fn {function}()")).ok_or("there is no such function")?;
    let before = text[..start].lines().rev().take(4).any(|line| line.trim() == "#[test]");
    if !before {
        return Err("the function is no test".into());
    }
    let end = text[start..].find("#[test]").map_or(text.len(), |end| start + end);
    Ok(text[start..end].to_owned())
}

#[test]
fn each_worked_number_has_its_test() {
    let table = fs::read_to_string(root().join("docs/worked-numbers.md")).unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| ") && line.contains('`'));
    let (mut n_rows, mut missing) = (0, Vec::new());
    for row in rows {
        let cells = row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>();
        let [_, what, shown, test] = cells[..] else { panic!("{row}") };
        n_rows += 1;
        match test_text(test.trim_matches('`')) {
            Err(error) => missing.push(format!("{what}: {test}: {error}")),
            Ok(text) => {
                let held = numbers(&text);
                let absent = shown
                    .split(" · ")
                    .filter(|number| !held.iter().any(|value| shows(*value, number)));
                missing.extend(absent.map(|number| format!("{what}: {test} lacks {number}")));
            }
        }
    }
    assert!(n_rows > 100 && missing.is_empty(), "{n_rows} rows\n{}", missing.join("\n"));
}

#[test]
fn numbers_are_found_as_they_are_written() {
    let found = numbers("a 1_582.42, 3,065.93 [10, 20] 0.916666666667 -5. x1");
    let expected = ["1582.42", "3065.93", "10", "20", "0.916666666667", "5", "1"];
    assert_eq!(found, expected.map(|number| number.parse().unwrap()));
    assert!(shows("0.916666666667".parse().unwrap(), "91.67%"));
    assert!(!shows("0.9".parse().unwrap(), "91.67%"));
    assert!(shows("15833.333333".parse().unwrap(), "15,833.33"));
}
