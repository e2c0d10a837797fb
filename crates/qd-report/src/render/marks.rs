//! Invisible marks around figures, by which tests and audits read them back out of a rendering.

/// Stands before a figure. An invisible operator that no outside text may contain.
const BEFORE: char = '\u{2061}';
/// Stands after a figure.
const AFTER: char = '\u{2063}';

/// Puts the marks around a printed figure, if they are asked for.
pub(super) fn mark(printed: String, is_marked: bool) -> String {
    if is_marked { format!("{BEFORE}{printed}{AFTER}") } else { printed }
}

/// The figures of a rendering made with marks, in reading order; minus signs and blanks alike.
pub fn figures_in(rendered: &str) -> Vec<String> {
    let pieces = rendered.split(BEFORE).skip(1);
    let figures = pieces.filter_map(|piece| piece.split_once(AFTER)).map(|(figure, _)| {
        let plain = figure
            .replace('\u{2212}', "-")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        plain.split_whitespace().collect::<Vec<_>>().join(" ")
    });
    figures.collect()
}
