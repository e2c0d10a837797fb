//! HTML as a reader sees it: tags removed, entities decoded.

use super::nibble;

/// Named entities that write ASCII or nothing visible. The other two thousand write letters that
/// no key holds.
const ENTITIES: &[(&str, &str)] = &[
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("nbsp", " "),
    ("sol", "/"),
    ("plus", "+"),
    ("equals", "="),
    ("lowbar", "_"),
    ("hyphen", "-"),
    ("dash", "-"),
    ("minus", "-"),
    ("colon", ":"),
    ("period", "."),
    ("excl", "!"),
    ("num", "#"),
    ("dollar", "$"),
    ("percnt", "%"),
    ("lpar", "("),
    ("rpar", ")"),
    ("ast", "*"),
    ("midast", "*"),
    ("comma", ","),
    ("semi", ";"),
    ("quest", "?"),
    ("commat", "@"),
    ("lsqb", "["),
    ("lbrack", "["),
    ("rsqb", "]"),
    ("rbrack", "]"),
    ("bsol", "\\"),
    ("hat", "^"),
    ("grave", "`"),
    ("lcub", "{"),
    ("lbrace", "{"),
    ("rcub", "}"),
    ("rbrace", "}"),
    ("verbar", "|"),
    ("vert", "|"),
    ("tilde", "~"),
    ("underbar", "_"),
    ("newline", "\n"),
    ("tab", "\t"),
    ("shy", ""),
    ("zwnj", ""),
    ("zwj", ""),
    ("zerowidthspace", ""),
    ("nobreak", ""),
    ("ensp", " "),
    ("emsp", " "),
    ("thinsp", " "),
    ("lrm", ""),
    ("rlm", ""),
    ("ic", ""),
    ("it", ""),
    ("af", ""),
];

/// Elements that do not end a line: a word goes on across them. The last ones are a workbook's, whose
/// strings may be cut into runs with a format each.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "img",
    "ins",
    "kbd",
    "label",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "o:p",
    "r",
    "t",
    "rpr",
    "sz",
    "color",
    "rfont",
    "family",
    "scheme",
    "vertalign",
];

/// The text between the tags, with entities decoded. Line-ending elements end a line.
pub(super) fn text(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut tags = Tags { bytes, spent: 0, next_close: None };
    let mut has_tag = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match if byte == b'<' { tags.at(at) } else { None } {
            Some((length, is_inline)) => {
                has_tag = true;
                out.extend((!is_inline).then_some(b'\n'));
                at += length;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    has_tag.then(|| entities(&out).unwrap_or(out))
}

/// A longer tag is text with a `<` in it; an inline image is its own part or a data URL, which the
/// raw view reads.
const MAX_TAG_BYTES: usize = 1 << 16;

/// Reads tags, at a cost that stays linear in the text whatever it is made of.
struct Tags<'a> {
    bytes: &'a [u8],
    /// Bytes read by attempts that found no end.
    spent: usize,
    /// Where the next `>` stood when last asked for, the text's end if nowhere.
    next_close: Option<usize>,
}

impl Tags<'_> {
    /// The length of the tag or comment that starts here, and whether a word goes on across it.
    fn at(&mut self, at: usize) -> Option<(usize, bool)> {
        let bytes = &self.bytes[at..];
        if bytes.starts_with(b"<!--") {
            // A comment without an end is text: what stands in it must be read.
            let limit = bytes.len().min(MAX_TAG_BYTES);
            let end = bytes[4..limit].windows(3).position(|window| window == b"-->");
            self.spent += if end.is_none() { limit } else { 0 };
            return Some((end.filter(|_| self.has_budget()).map_or(4, |end| end + 7), true));
        }
        let name_start = match bytes {
            [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => 2,
            [b'<', letter, ..] if letter.is_ascii_alphabetic() || b"!?".contains(letter) => 1,
            _ => return None,
        };
        let name: Vec<u8> = bytes[name_start..]
            .iter()
            .take(12)
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b':')
            .map(u8::to_ascii_lowercase)
            .collect();
        let is_inline = INLINE.iter().any(|inline| inline.as_bytes() == name);
        let length = if self.has_budget() { self.quoted_length(bytes, name_start) } else { None };
        Some((length.or_else(|| self.plain_length(at))?, is_inline))
    }

    fn has_budget(&self) -> bool {
        self.spent <= 4 * self.bytes.len() + MAX_TAG_BYTES
    }

    /// The length up to the first `>` that stands in no quotes.
    fn quoted_length(&mut self, bytes: &[u8], name_start: usize) -> Option<usize> {
        let mut quote = None;
        for (at, &byte) in bytes.iter().enumerate().take(MAX_TAG_BYTES).skip(name_start) {
            match (quote, byte) {
                (None, b'>') => return Some(at + 1),
                (None, b'"' | b'\'') if bytes[at - 1] == b'=' => quote = Some(byte),
                (Some(open), _) if open == byte => quote = None,
                _ => {}
            }
        }
        self.spent += bytes.len().min(MAX_TAG_BYTES);
        None
    }

    /// The length up to the first `>` of any kind.
    fn plain_length(&mut self, at: usize) -> Option<usize> {
        let close = match self.next_close {
            Some(close) if close >= at => close,
            _ => {
                let offset = self.bytes[at..].iter().position(|byte| *byte == b'>');
                offset.map_or(self.bytes.len(), |offset| at + offset)
            }
        };
        self.next_close = Some(close);
        (close < self.bytes.len()).then(|| close + 1 - at)
    }
}

/// Entities decoded and tags left alone: attributes hold text too.
pub(super) fn entities(bytes: &[u8]) -> Option<Vec<u8>> {
    if !bytes.contains(&b'&') {
        return None;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut has_changed = false;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let decoded = if byte == b'&' { entity(&bytes[at + 1..], &mut out) } else { None };
        match decoded {
            Some(length) => {
                has_changed = true;
                at += 1 + length;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    has_changed.then_some(out)
}

/// Writes the entity after an `&` and returns its length, its semicolon included if it has one.
fn entity(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let (code, length) = match rest {
        [b'#', b'x' | b'X', digits @ ..] => {
            let n = digits.iter().take(10).take_while(|byte| nibble(**byte).is_some()).count();
            (number(&digits[..n], 16)?, n + 2)
        }
        [b'#', digits @ ..] => {
            let n = digits.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
            (number(&digits[..n], 10)?, n + 1)
        }
        _ => return named_entity(rest, out),
    };
    let mut buffer = [0; 4];
    out.extend_from_slice(char::from_u32(code)?.encode_utf8(&mut buffer).as_bytes());
    Some(length + usize::from(rest.get(length) == Some(&b';')))
}

fn named_entity(rest: &[u8], out: &mut Vec<u8>) -> Option<usize> {
    let n = rest.iter().take(16).take_while(|byte| byte.is_ascii_alphabetic()).count();
    let name = &rest[..n];
    let (_, written) =
        ENTITIES.iter().find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name))?;
    if rest.get(n) != Some(&b';') {
        return None;
    }
    out.extend_from_slice(written.as_bytes());
    Some(n + 1)
}

fn number(digits: &[u8], base: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u32, |number, byte| {
        number.checked_mul(base)?.checked_add(u32::from(nibble(*byte)?))
    })
}
