//! The mask: text that must be kept or shown, with every secret replaced by `[secret: RULE]`.
//!
//! Logs, diagnostics, stored facts and pages go through here. What cannot be cut out cleanly, such
//! as a value in base 64, takes its line with it, and if that is not enough the whole text.

use std::ops::Range;

use crate::contexts;
use crate::extract::Kind;
use crate::guard::{Guard, Media};
use crate::key::RuleName;
use crate::rules::Mode;
use crate::views;

/// Rule in the mask of what only a decoder could read.
const ENCODED: &str = "encoded-secret";

impl Guard<'_> {
    /// Returns the text with every known value and pattern replaced by `[secret: RULE]`.
    ///
    /// Masking twice changes nothing more, and the result passes [`Guard::check`] as text.
    #[must_use]
    pub fn mask(&self, text: &str) -> String {
        match String::from_utf8(self.mask_bytes(text.as_bytes())) {
            Ok(masked) => masked,
            Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        }
    }

    /// Returns the bytes with every known value and pattern replaced by `[secret: RULE]`.
    #[must_use]
    pub fn mask_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        if self.is_clean(bytes) {
            return bytes.to_vec();
        }
        let masked = replace(bytes, self.spans(bytes));
        if self.is_clean(&masked) {
            return masked;
        }
        let lines: Vec<Vec<u8>> = masked
            .split(|byte| *byte == b'\n')
            .map(|line| if self.is_clean(line) { line.to_vec() } else { mark(ENCODED) })
            .collect();
        let masked = lines.join(&b'\n');
        if self.is_clean(&masked) { masked } else { mark(ENCODED) }
    }

    /// What to cover in the bytes as they are, and why.
    fn spans(&self, bytes: &[u8]) -> Vec<(Range<usize>, RuleName)> {
        let folded = bytes.to_ascii_lowercase();
        let mut spans: Vec<(Range<usize>, RuleName)> = self
            .detector
            .spots(Kind::Outgoing, bytes, Mode::Outgoing)
            .into_iter()
            .map(|spot| (spot.span, spot.rule))
            .collect();
        spans
            .extend(self.seen.strong_in(&folded).into_iter().map(|known| (known.span, known.rule)));
        for (token, context) in contexts::tokens(&folded, Media::Text) {
            let known = self.seen.weak_at(&folded, token, context);
            spans.extend(known.map(|known| (known.span, known.rule)));
        }
        for known in self.seen.pieces_in(&views::skeleton(&folded)) {
            let ends = [known.span.start, known.span.end - 1];
            let ends = views::skeleton_offsets(bytes, &ends);
            spans.push((ends[0]..ends[1] + 1, known.rule));
        }
        spans
    }
}

fn mark(rule: &str) -> Vec<u8> {
    format!("[secret: {rule}]").into_bytes()
}

/// Covers the spans; those that touch become one mark, named by the first rule in order of place.
fn replace(bytes: &[u8], mut spans: Vec<(Range<usize>, RuleName)>) -> Vec<u8> {
    spans.sort_by(|a, b| (a.0.start, a.0.end, &a.1).cmp(&(b.0.start, b.0.end, &b.1)));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (span, rule) in spans {
        if span.start >= at && span.start <= span.end {
            out.extend_from_slice(&bytes[at..span.start]);
            out.extend(mark(rule.as_str()));
        }
        at = at.max(span.end.min(bytes.len()));
    }
    out.extend_from_slice(&bytes[at..]);
    out
}

#[cfg(test)]
mod tests {
    use crate::{Detector, Guard, SecretKey, Seen};

    fn check(text: &str, expected: &str) {
        let key = SecretKey::new([7; 32]);
        let (seen, detector) = (Seen::new(&key), Detector::new(&key));
        seen.register("assigned-secret", "Tr0ub4dor&3");
        seen.register("random-value", "q7Zt0Xv9LmPw3RbY8cKd2NfH");
        seen.register("assigned-secret", "sunshine");
        let guard = Guard::new(&seen, &detector);
        let masked = guard.mask(text);
        assert_eq!(masked, expected, "{text}");
        assert_eq!(guard.mask(&masked), masked, "masking again changes nothing");
    }

    #[test]
    fn masked_texts() {
        check("nothing here", "nothing here");
        check(
            "at Tr0ub4dor&3, twice Tr0ub4dor&3.",
            "at [secret: assigned-secret], twice [secret: assigned-secret].",
        );
        check("id AKIAQ3EGRIXZ2ABCD7XY used", "id [secret: aws-access-key-id] used");
        check("half Lm:Pw3RbY8cKd2NfH é", "half [secret: random-value] é");
        check("sunshine; password: sunshine", "sunshine; password: [secret: assigned-secret]");
        check("a\nb %54r0ub4dor%263 c\nd", "a\n[secret: encoded-secret]\nd");
        check("https://me:hunter22@example.com/", "https://me:[secret: url-password]@example.com/");
    }
}
