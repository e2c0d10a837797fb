//! Text from outside, made harmless for every medium; escaping for HTML and JSON comes on top.

use unicode_segmentation::UnicodeSegmentation;

/// Longest outside text in a cell or sentence, in graphemes: a name of a page is not a page.
pub(super) const MAX_GRAPHEMES: usize = 160;

/// Removes what can move a cursor, hide text, turn a line around or forge a figure; cuts what is
/// too long.
pub(crate) fn clean(text: &str) -> String {
    let safe = clean_run(text);
    let words = safe.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    bound(&words, MAX_GRAPHEMES)
}

/// The same for the product's own words, which keep their blanks and their length.
pub(super) fn clean_run(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\u{1b}' => skip_escape(&mut chars),
            c if c.is_whitespace() => cleaned.push(' '),
            c if is_dangerous(c) => {}
            c => cleaned.push(c),
        }
    }
    cleaned
}

/// Cuts by grapheme, with an ellipsis in place of what is gone.
pub(super) fn bound(text: &str, max_graphemes: usize) -> String {
    let mut graphemes = text.graphemes(true);
    let kept = graphemes.by_ref().take(max_graphemes).collect::<String>();
    if graphemes.next().is_none() {
        return kept;
    }
    let shorter = text.graphemes(true).take(max_graphemes.saturating_sub(1)).collect::<String>();
    shorter.trim_end().to_owned() + "…"
}

/// Skips a control sequence after its escape: `[31m`, or an operating system command to its end.
fn skip_escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            while chars.next().is_some_and(|c| !('\u{40}'..='\u{7e}').contains(&c)) {}
        }
        Some(']') => while chars.next().is_some_and(|c| c != '\u{7}' && c != '\u{1b}') {},
        _ => {
            chars.next();
        }
    }
}

fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn outside_text_cannot_act() {
        let check = |text: &str, expected: &str| assert_eq!(clean(text), expected, "{text:?}");
        check("plain name", "plain name");
        check("\u{1b}[31mred\u{1b}[0m", "red");
        check("\u{1b}]0;title\u{7}x", "x");
        check("a\r\nBcc: x@y.example", "a Bcc: x@y.example");
        check("x\u{202e}cod.exe", "xcod.exe");
        check("\u{9b}31m", "31m");
        check("\u{2061}$5\u{2063}\u{e000}0\u{e001}", "$50");
        check("👩‍🚒 Zoë שלום", "👩‍🚒 Zoë שלום");
        let long = clean(&"é".repeat(500));
        assert!(long.ends_with('…') && long.chars().count() == 160);
    }
}
