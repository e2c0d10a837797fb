//! Goldens of bad input: each document stays readable, is shed by rule, or says why it is absent.
//!
//! The golden is the text, which a reader of a change can read; every law of whole documents is
//! checked of the other media, with and without pictures. `qd-pdf` sets the same documents.

use crate::tests::check_laws;
use crate::zoo::bad;

#[test]
fn bad_input_is_printed_or_explained() {
    let documents = bad::documents();
    assert_eq!(documents.len(), 10);
    for (name, report) in documents {
        let rendered = check_laws(&report);
        // The definitions at the end are the same for all.
        let (text, _) =
            rendered.text.split_once("\nOther definitions\n").unwrap_or((&rendered.text, ""));
        let text = if text.lines().count() > 90 { shortened(text) } else { text.to_owned() };
        insta::assert_snapshot!(format!("bad.{name}.txt"), text);
    }
}

/// The first and the last lines of what is long by itself.
fn shortened(text: &str) -> String {
    let lines = text.lines().collect::<Vec<_>>();
    let (head, tail) = (&lines[..60], &lines[lines.len() - 20..]);
    format!("{}\n[{} lines]\n{}", head.join("\n"), lines.len() - 80, tail.join("\n"))
}
