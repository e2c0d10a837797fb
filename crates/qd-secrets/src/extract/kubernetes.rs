//! A Kubernetes Secret: whatever its keys are called, what stands under `data` is secret.

use std::ops::Range;

use super::Place;
use crate::inert::is_inert;
use crate::seen::Strength;

const RULE: &str = "kubernetes-secret";
/// Bytes of one document on either side of its kind.
const REACH: usize = 64 * 1024;

/// Reads the document round `kind: Secret`.
pub(super) fn secret(text: &[u8], kind: Range<usize>, found: &mut Vec<Place>) {
    // `kind: SecretStore` names something else.
    if text.get(kind.end).is_some_and(|byte| !b"\r\n \t\"'".contains(byte)) {
        return;
    }
    let before = &text[kind.start.saturating_sub(REACH)..kind.start];
    let start = before.windows(4).rposition(|window| window == b"\n---").map_or(0, |at| at + 4);
    let start = kind.start - before.len() + start;
    let after = &text[kind.end..text.len().min(kind.end + REACH)];
    let end = after.windows(4).position(|window| window == b"\n---").unwrap_or(after.len());
    values(text, start..kind.end + end, found);
}

/// The values of the mappings `data` and `stringData` at the left margin.
fn values(text: &[u8], document: Range<usize>, found: &mut Vec<Place>) {
    let mut at = document.start;
    let mut is_data = false;
    for line in text[document].split(|byte| *byte == b'\n') {
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        let content = line[indent..].trim_ascii_end();
        if indent == 0 && !content.is_empty() {
            is_data = matches!(content, b"data:" | b"stringData:");
        } else if is_data && let Some(colon) = content.iter().position(|byte| *byte == b':') {
            let value = content[colon + 1..].trim_ascii();
            let value = match value {
                [b'"' | b'\'', inner @ .., b'"' | b'\''] => inner,
                _ => value,
            };
            let offset = value.as_ptr() as usize - line.as_ptr() as usize;
            // Templates fill in the rest.
            if value.len() >= 4 && !is_inert(value) && Strength::of(value) != Strength::Common {
                found.push(Place::new(RULE, at + offset..at + offset + value.len()));
            }
        }
        at += line.len() + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Kind, places};

    #[test]
    fn every_value_of_a_secret() {
        let text = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: booking-db\ndata:\n  DB_URL: aHVudGVyMjJ4eQ==\n  user: \"bWVtZW1l\"\n---\nkind: ConfigMap\ndata:\n  note: aHVudGVyMjJ4eQ==\n";
        let found = places(Kind::Config, text.as_bytes());
        let values: Vec<&str> = found
            .iter()
            .filter(|place| place.rule.as_str() == super::RULE)
            .map(|place| &text[place.secret.clone()])
            .collect();
        assert_eq!(values, ["aHVudGVyMjJ4eQ==", "bWVtZW1l"]);
        let other = "kind: SecretStore\ndata:\n  a: aHVudGVyMjJ4eQ==\n";
        assert!(places(Kind::Config, other.as_bytes()).is_empty());
    }
}
