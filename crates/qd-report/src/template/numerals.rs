//! No orphan numbers: a numeral of a template is a value, or a declared constant.

/// Words of a text that begin with a digit and are not declared, expressions left out.
///
/// A word is what stands between blanks, brackets, quotes and slashes; signs, currency marks and
/// emphasis before it do not count, so that `-5`, `$40` and `**3**` are seen while `S3`, `p90` and
/// `Q3-2026` are names.
pub fn orphans(text: &str, constants: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for word in without_expressions(text).split(is_between_words) {
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
        let word = word.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
        let begins_with_digit = word.chars().next().is_some_and(char::is_numeric);
        let bare = word.trim_end_matches('%');
        if begins_with_digit
            && !constants.iter().any(|declared| declared == word || declared == bare)
        {
            found.push(word.to_owned());
        }
    }
    found
}

fn is_between_words(c: char) -> bool {
    c.is_whitespace() || "()[]{}/|\"'`:;=<>~≈&#—–".contains(c)
}

/// The text with every `{{ }}`, `{% %}` and `{# #}` replaced by a blank.
pub(crate) fn without_expressions(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::with_capacity(text.len());
    while let Some(start) = rest.find('{') {
        let (before, from) = rest.split_at(start);
        kept.push_str(before);
        let close = match from.as_bytes().get(1) {
            Some(b'{') => "}}",
            Some(b'%') => "%}",
            Some(b'#') => "#}",
            _ => {
                kept.push('{');
                rest = &from[1..];
                continue;
            }
        };
        // A word that touches an expression is cut by it: `{{ a }}40` prints a bare number.
        kept.push(' ');
        rest = from[2..].find(close).map_or("", |end| &from[2 + end + 2..]);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::orphans;

    #[test]
    fn numbers_must_be_values_or_constants() {
        let check = |text: &str, constants: &[&str], expected: &[&str]| {
            let constants = constants.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
            assert_eq!(orphans(text, &constants), expected, "{text}");
        };
        check("about 40 charters", &[], &["40"]);
        check("(-$5,000), **3** or 15%.", &[], &["5,000", "3", "15%"]);
        check("S3 and p90 of Q3-2026 pass", &[], &[]);
        check("51st Street", &[], &["51st"]);
        check("51st Street in a 13-week view", &["51st", "13-week"], &[]);
        check("15% of them", &["15"], &[]);
        check("{{ m(\"a\", period=\"2026-09\") }} {% if b is zero %}x{% endif %}", &[], &[]);
        check("{{ a }}40", &[], &["40"]);
        check("either/or 3/40 week/9", &[], &["3", "40", "9"]);
        check("&#49;0 and ½ and ٣", &[], &["49", "0", "½", "٣"]);
    }
}
