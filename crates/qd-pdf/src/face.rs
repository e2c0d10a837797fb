//! Letters that the faces lack: they stand as a mark, and a line below the report says so.
//!
//! Without a glyph a page would show a box and break the standard for accessible pages. The faces
//! are cut to Latin; mail and browser have every script.

use qd_report::can_write;
use qd_report::render::paper::Paper;

/// Stands for a run of letters that cannot be written.
const UNWRITTEN: &str = "[…]";

/// Said where something was replaced.
const LEGEND: &str = "[…] stands for letters of another script: the mail has them";

/// Replaces what the faces cannot write.
pub(super) fn fit(paper: &mut Paper) {
    let is_missed = std::cell::Cell::new(false);
    paper.change_texts(&|text| {
        if !can_write(text) {
            is_missed.set(true);
            *text = written(text);
        }
    });
    if is_missed.get() {
        let before = if paper.legend.is_empty() { "" } else { "; " };
        paper.legend += &format!("{before}{LEGEND}");
    }
}

/// The text with one mark for each run of words that cannot be written.
fn written(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        let is_written = can_write(c.encode_utf8(&mut [0; 4]));
        let is_gap = c == ' ' && kept.ends_with(UNWRITTEN);
        if is_gap {
            // A blank between two unwritten words belongs to both.
            kept.push(' ');
        } else if is_written {
            kept.push(c);
        } else if kept.ends_with(&format!("{UNWRITTEN} ")) {
            kept.pop();
        } else if !kept.ends_with(UNWRITTEN) {
            kept.push_str(UNWRITTEN);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn a_run_of_foreign_letters_is_one_mark() {
        let check = |text: &str, expected: &str| assert_eq!(written(text), expected);
        check("Zoë & Søns", "Zoë & Søns");
        check("שלום עולם", "[…]");
        check("Café 長い名前 5", "Café […] 5");
        check("👩‍👩‍👧‍👦🚤 Lady", "[…] Lady");
        check("", "");
    }
}
