//! Bytes as text: what a mark says, else what the source declares, else UTF-8. Nothing is guessed:
//! bytes that fit no declaration are replaced, and the first line of them is named.

use crate::files::{FileText, decode as decode_utf8};

/// How a source writes its characters, where the file has no mark of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Encoding {
    /// UTF-8.
    #[default]
    Utf8,
    /// UTF-16, the low byte first unless a mark says otherwise.
    Utf16,
    /// Windows-1252, of which Latin-1 is a part.
    Windows1252,
}

impl Encoding {
    /// The names for `encoding`.
    pub(crate) const NAMES: [&'static str; 3] = ["utf-8", "utf-16", "windows-1252"];

    /// Finds an encoding by its name.
    pub(crate) fn find(name: &str) -> Option<Self> {
        let known = [Self::Utf8, Self::Utf16, Self::Windows1252];
        Self::NAMES.iter().zip(known).find(|(known, _)| **known == name).map(|(_, found)| found)
    }

    /// Decodes a file. A byte order mark is stronger than a declaration, because only the program
    /// that wrote the file can have put it there.
    pub(crate) fn decode(self, bytes: &[u8]) -> FileText {
        match (bytes, self) {
            ([0xff, 0xfe, rest @ ..], _) => utf16(rest, u16::from_le_bytes),
            ([0xfe, 0xff, rest @ ..], _) => utf16(rest, u16::from_be_bytes),
            ([0xef, 0xbb, 0xbf, ..], _) | (_, Self::Utf8) => decode_utf8(bytes),
            (_, Self::Utf16) => utf16(bytes, u16::from_le_bytes),
            (_, Self::Windows1252) => {
                let text = bytes.iter().map(|byte| windows_1252(*byte)).collect();
                FileText { text, first_invalid_line: None }
            }
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> FileText {
    let pairs = bytes.chunks_exact(2);
    let has_half = !pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit([pair[0], pair[1]]));
    let (mut text, mut line, mut first_invalid_line) = (String::new(), 1, None);
    for decoded in char::decode_utf16(units) {
        let character = decoded.unwrap_or_else(|_| {
            first_invalid_line.get_or_insert(line);
            char::REPLACEMENT_CHARACTER
        });
        line += u32::from(character == '\n');
        text.push(character);
    }
    if has_half {
        first_invalid_line.get_or_insert(line);
        text.push(char::REPLACEMENT_CHARACTER);
    }
    FileText { text, first_invalid_line }
}

/// A character of Windows-1252; the five bytes that it leaves open are control characters, as
/// browsers read them.
pub(crate) fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::Encoding;

    #[test]
    fn marks_decide_then_the_declaration() {
        let check = |encoding: Encoding, bytes: &[u8], expected: &str, invalid: Option<u32>| {
            let read = encoding.decode(bytes);
            assert_eq!((read.text.as_str(), read.first_invalid_line), (expected, invalid));
        };
        let (utf8, utf16, windows) = (Encoding::Utf8, Encoding::Utf16, Encoding::Windows1252);
        check(utf8, b"\xef\xbb\xbfcaf\xc3\xa9", "café", None);
        check(utf8, b"a\ncaf\xe9", "a\ncaf\u{fffd}", Some(2));
        check(windows, b"caf\xe9 \x80", "café €", None);
        check(windows, b"\xef\xbb\xbf\xc3\xa9", "é", None);
        check(utf8, b"\xff\xfea\0\xe9\0", "aé", None);
        check(windows, b"\xfe\xff\0a\0\xe9", "aé", None);
        check(utf16, b"a\0\n\0\x3d\xd8\x00\xde", "a\n😀", None);
        check(utf16, b"a\0\n\0\x00\xd8", "a\n\u{fffd}", Some(2));
        check(utf16, b"a\0b", "a\u{fffd}", Some(1));
        check(utf16, b"", "", None);
        assert_eq!(Encoding::find("windows-1252"), Some(windows));
        assert_eq!(Encoding::find("latin1"), None);
    }
}
