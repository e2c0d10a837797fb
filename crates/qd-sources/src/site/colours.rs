//! Contrast of colours that stand in an element's own style or in a style of one class.
//!
//! Only pairs that are declared outright: whatever hangs on cascades, variables or pictures is left
//! to a browser's checker.

use std::collections::BTreeMap;

/// A colour in sRGB.
pub(super) type Colour = (u8, u8, u8);

/// What a declaration says of text and what lies behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Style {
    pub(super) text: Option<Colour>,
    pub(super) background: Option<Colour>,
    /// Pixels.
    pub(super) size: Option<f64>,
    pub(super) is_bold: Option<bool>,
    /// Claims that a colour is set in a way that is not read here.
    pub(super) is_unclear: bool,
}

impl Style {
    /// Puts another style over this one.
    pub(super) fn with(&self, over: &Self) -> Self {
        Self {
            text: over.text.or(self.text),
            background: over.background.or(self.background),
            size: over.size.or(self.size),
            is_bold: over.is_bold.or(self.is_bold),
            is_unclear: over.is_unclear || self.is_unclear,
        }
    }
}

/// Reads declarations, as in `style="..."`.
pub(super) fn declarations(text: &str) -> Style {
    let mut style = Style::default();
    for declaration in text.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "color" => match colour(value) {
                Some(colour) => style.text = Some(colour),
                None => style.is_unclear = true,
            },
            "background" | "background-color" => match colour(value) {
                Some(colour) => style.background = Some(colour),
                None => style.is_unclear |= value != "none",
            },
            "background-image" | "opacity" | "filter" | "mix-blend-mode" => style.is_unclear = true,
            "font-size" => style.size = size(value),
            "font-weight" => {
                style.is_bold = Some(match value {
                    "bold" | "bolder" => true,
                    other => other.parse::<u32>().is_ok_and(|weight| weight >= 700),
                });
            }
            _ => {}
        }
    }
    style
}

/// Reads the rules of single classes out of a style sheet; a class that several rules colour, or
/// that stands in a longer selector, is left out.
pub(super) fn classes(sheet: &str) -> BTreeMap<String, Style> {
    let mut found = BTreeMap::<String, Style>::new();
    let mut doubtful = Vec::new();
    let sheet = without_comments(sheet);
    let mut rest = sheet.as_str();
    while let Some(open) = rest.find('{') {
        let selectors = rest[..open].rsplit(['}', ';']).next().unwrap_or_default().trim();
        let after = &rest[open + 1..];
        if selectors.starts_with('@') {
            // Rules inside stand or fall with a condition: their classes are doubtful.
            let (inner, end) = block(after);
            doubtful.extend(class_names(inner));
            rest = &after[end..];
            continue;
        }
        let end = after.find('}').unwrap_or(after.len());
        let style = declarations(&after[..end]);
        for selector in selectors.split(',').map(str::trim) {
            let name = selector.strip_prefix('.').filter(|name| name.chars().all(is_name));
            match name {
                Some(name) if !found.contains_key(name) => {
                    found.insert(name.to_owned(), style.clone());
                }
                Some(name) => doubtful.push(name.to_owned()),
                None => doubtful.extend(class_names(selector)),
            }
        }
        rest = after.get(end + 1..).unwrap_or_default();
    }
    for name in doubtful {
        found.remove(&name);
    }
    found
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

fn class_names(selector: &str) -> Vec<String> {
    let names = selector.split('.').skip(1);
    names.map(|name| name.chars().take_while(|c| is_name(*c)).collect()).collect()
}

/// The text of a block of rules, and where it ends.
fn block(text: &str) -> (&str, usize) {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&text[..at], at + 1);
        }
    }
    (text, text.len())
}

fn without_comments(sheet: &str) -> String {
    let (mut kept, mut rest) = (String::new(), sheet);
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        rest = rest[start + 2..].find("*/").map_or("", |end| &rest[start + 4 + end..]);
    }
    kept.push_str(rest);
    kept
}

fn size(value: &str) -> Option<f64> {
    for (unit, pixels) in [("px", 1.0), ("rem", 16.0), ("pt", 4.0 / 3.0)] {
        if let Some(number) = value.strip_suffix(unit) {
            return number.trim().parse::<f64>().ok().map(|number| number * pixels);
        }
    }
    None
}

fn colour(value: &str) -> Option<Colour> {
    if let Some(digits) = value.strip_prefix('#') {
        let nibble = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok();
        let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        return match digits.len() {
            3 => Some((nibble(0)? * 17, nibble(1)? * 17, nibble(2)? * 17)),
            6 => Some((byte(0)?, byte(2)?, byte(4)?)),
            _ => None,
        };
    }
    if let Some(parts) = value.strip_prefix("rgb(").and_then(|rest| rest.strip_suffix(')')) {
        let parts = parts.split([',', ' ']).filter(|part| !part.is_empty());
        let parts = parts.map(|part| part.parse::<u8>().ok()).collect::<Option<Vec<_>>>()?;
        return match parts[..] {
            [red, green, blue] => Some((red, green, blue)),
            _ => None,
        };
    }
    NAMED.iter().find(|(name, _)| *name == value).map(|(_, colour)| *colour)
}

/// CSS Color 4, the names that pages use.
const NAMED: [(&str, Colour); 37] = [
    ("black", (0, 0, 0)),
    ("silver", (192, 192, 192)),
    ("gray", (128, 128, 128)),
    ("grey", (128, 128, 128)),
    ("white", (255, 255, 255)),
    ("maroon", (128, 0, 0)),
    ("red", (255, 0, 0)),
    ("purple", (128, 0, 128)),
    ("fuchsia", (255, 0, 255)),
    ("magenta", (255, 0, 255)),
    ("green", (0, 128, 0)),
    ("lime", (0, 255, 0)),
    ("olive", (128, 128, 0)),
    ("yellow", (255, 255, 0)),
    ("navy", (0, 0, 128)),
    ("blue", (0, 0, 255)),
    ("teal", (0, 128, 128)),
    ("aqua", (0, 255, 255)),
    ("cyan", (0, 255, 255)),
    ("orange", (255, 165, 0)),
    ("gold", (255, 215, 0)),
    ("pink", (255, 192, 203)),
    ("tomato", (255, 99, 71)),
    ("coral", (255, 127, 80)),
    ("crimson", (220, 20, 60)),
    ("darkblue", (0, 0, 139)),
    ("darkgreen", (0, 100, 0)),
    ("darkred", (139, 0, 0)),
    ("darkgray", (169, 169, 169)),
    ("darkgrey", (169, 169, 169)),
    ("lightgray", (211, 211, 211)),
    ("lightgrey", (211, 211, 211)),
    ("dimgray", (105, 105, 105)),
    ("dimgrey", (105, 105, 105)),
    ("whitesmoke", (245, 245, 245)),
    ("skyblue", (135, 206, 235)),
    ("steelblue", (70, 130, 180)),
];

/// The contrast ratio of WCAG 2, from 1 to 21.
pub(super) fn contrast(one: Colour, other: Colour) -> f64 {
    let channel = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    let luminance = |(red, green, blue): Colour| {
        0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue)
    };
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[cfg(test)]
mod tests {
    use super::{classes, contrast, declarations};

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast((0, 0, 0), (255, 255, 255)) - 21.0).abs() < 1e-9);
        // WebAIM's checker: #767676 on white 4.54, #777777 on white 4.48, #aaaaaa 2.32.
        let on_white = |grey: u8| contrast((grey, grey, grey), (255, 255, 255));
        assert!((on_white(0x76) - 4.54).abs() < 0.005, "{}", on_white(0x76));
        assert!((on_white(0x77) - 4.48).abs() < 0.005);
        assert!((on_white(0xaa) - 2.32).abs() < 0.005);
    }

    #[test]
    fn only_what_is_declared_outright_counts() {
        let style =
            declarations("Color: #AAA; background:rgb(255, 255, 255) !important; font-size: 18pt");
        assert_eq!((style.text, style.background), (Some((170, 170, 170)), Some((255, 255, 255))));
        assert_eq!((style.size, style.is_unclear), (Some(24.0), false));
        assert!(declarations("color: var(--ink)").is_unclear);
        let sheet = "/* .x{} */ .a{color:red} .b, .c {color:blue} p .d{color:red} .d{color:#fff} @media print { .b { color: black } } .e{color:#000} .e{color:#111";
        let found = classes(sheet).into_keys().collect::<Vec<_>>();
        assert_eq!(found, ["a", "c"]);
    }
}
