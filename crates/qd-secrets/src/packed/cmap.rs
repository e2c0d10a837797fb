//! From the codes of a font to characters: the `ToUnicode` maps of a PDF (ISO 32000-1, 9.10.3).

use std::collections::HashMap;

use crate::views::hex_byte;

/// Entries of one map, ranges opened.
const MAX_ENTRIES: usize = 1 << 17;

/// A font's map.
#[derive(Default)]
pub(super) struct Cmap {
    characters: HashMap<u32, Vec<u8>>,
    /// Bytes of a code.
    width: usize,
}

impl Cmap {
    /// Reads a map; `None` for a stream that is none.
    pub(super) fn read(stream: &[u8]) -> Option<Self> {
        let mut map = Self { width: 2, ..Self::default() };
        let mut waiting: Vec<Vec<u8>> = Vec::new();
        let mut mode = Mode::None;
        let mut at = 0;
        let mut has_entries = false;
        while at < stream.len() {
            match stream[at] {
                b'<' if stream.get(at + 1) != Some(&b'<') => {
                    let end = at + stream[at..].iter().position(|byte| *byte == b'>')?;
                    waiting.push(hex(&stream[at + 1..end]));
                    at = end + 1;
                    has_entries |= map.take(mode, &mut waiting);
                }
                // The list of a range gives each code its own character.
                b'[' if mode == Mode::Range => {
                    let end = at + stream[at..].iter().position(|byte| *byte == b']')?;
                    map.list(&waiting, &stream[at + 1..end]);
                    has_entries = true;
                    waiting.clear();
                    at = end + 1;
                }
                byte if byte.is_ascii_alphabetic() => {
                    let word = stream[at..].iter().take_while(|b| b.is_ascii_alphanumeric());
                    let word = &stream[at..at + word.count()];
                    mode = match word {
                        b"beginbfchar" => Mode::Character,
                        b"beginbfrange" => Mode::Range,
                        b"begincodespacerange" => Mode::Space,
                        b"endbfchar" | b"endbfrange" | b"endcodespacerange" => Mode::None,
                        _ => mode,
                    };
                    if word.starts_with(b"begin") || word.starts_with(b"end") {
                        waiting.clear();
                    }
                    at += word.len();
                }
                _ => at += 1,
            }
        }
        has_entries.then_some(map)
    }

    /// Takes what has come together; says whether it was an entry.
    fn take(&mut self, mode: Mode, waiting: &mut Vec<Vec<u8>>) -> bool {
        match (mode, waiting.as_slice()) {
            (Mode::Space, [low, _]) => {
                self.width = low.len().clamp(1, 4);
                waiting.clear();
                false
            }
            (Mode::Character, [code, text]) => {
                let (code, text) = (number(code), utf8(text));
                self.enter(code, text);
                waiting.clear();
                true
            }
            (Mode::Range, [low, high, text]) => {
                let (low, high, text) = (number(low), number(high), text.clone());
                for code in low..=high.min(low.saturating_add(0xffff)) {
                    let mut text = text.clone();
                    if let Some(last) = text.last_mut() {
                        *last = last.wrapping_add((code - low) as u8);
                    }
                    self.enter(code, utf8(&text));
                }
                waiting.clear();
                true
            }
            (Mode::None, _) => {
                waiting.clear();
                false
            }
            _ => false,
        }
    }

    fn list(&mut self, waiting: &[Vec<u8>], list: &[u8]) {
        let Some(low) = waiting.first().map(|low| number(low)) else { return };
        let texts = list.split(|byte| *byte == b'<').skip(1);
        for (n, text) in (0u32..).zip(texts) {
            let end = text.iter().position(|byte| *byte == b'>').unwrap_or(text.len());
            self.enter(low.saturating_add(n), utf8(&hex(&text[..end])));
        }
    }

    fn enter(&mut self, code: u32, text: Vec<u8>) {
        if self.characters.len() < MAX_ENTRIES {
            self.characters.insert(code, text);
        }
    }

    /// The characters of a string; codes that the map does not know are left out.
    pub(super) fn decode(&self, string: &[u8], out: &mut Vec<u8>) {
        for code in string.chunks(self.width) {
            if let Some(text) = self.characters.get(&number(code)) {
                out.extend_from_slice(text);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    None,
    Space,
    Character,
    Range,
}

/// The bytes that hex digits write, white space between them left out.
pub(super) fn hex(digits: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> =
        digits.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => hex_byte(&[*high, *low]).unwrap_or(b'?'),
        [high] => hex_byte(&[*high, b'0']).unwrap_or(b'?'),
        _ => b'?',
    });
    pairs.collect()
}

fn number(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// UTF-16 of the file's order as UTF-8.
fn utf8(bytes: &[u8]) -> Vec<u8> {
    let units = bytes.chunks_exact(2).map(|unit| u16::from_be_bytes([unit[0], unit[1]]));
    char::decode_utf16(units)
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect::<String>()
        .into_bytes()
}
