//! Pages with a text, as different writers set it.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

fn file(streams: &[&[u8]], rest: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (n, stream) in streams.iter().enumerate() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(stream).unwrap();
        let packed = encoder.finish().unwrap();
        let head =
            format!("{} 0 obj\n<</Length {} /Filter/FlateDecode>>\nstream\n", n + 1, packed.len());
        out.extend(head.into_bytes());
        out.extend(packed);
        out.extend_from_slice(b"\nendstream\nendobj\n");
    }
    out.extend(rest.bytes());
    out.extend_from_slice(b"\n%%EOF\n");
    out
}

/// Codes of a font that is a subset: each character by its first place in the text.
fn codes(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut known: Vec<char> = Vec::new();
    let places = text.chars().map(|c| match known.iter().position(|known| *known == c) {
        Some(place) => place + 1,
        None => {
            known.push(c);
            known.len()
        }
    });
    let places = places.collect();
    (known, places)
}

/// A subset font with a map, as typesetters write pages.
pub fn mapped(text: &str) -> Vec<u8> {
    let (known, codes) = codes(text);
    let string: String = codes.iter().map(|code| format!("{code:04x}")).collect();
    let page = format!("BT /F0 11 Tf 1 0 0 1 40 700 Tm <{string}> Tj ET");
    let entries: String =
        (1..).zip(&known).map(|(n, c)| format!("<{n:04x}> <{:04x}>\n", *c as u32)).collect();
    let map = format!(
        "/CIDInit /ProcSet findresource begin\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n{} beginbfchar\n{entries}endbfchar\nend",
        known.len()
    );
    file(&[page.as_bytes(), map.as_bytes()], "")
}

/// Strings in parentheses, with their escapes.
pub fn plain(text: &str) -> Vec<u8> {
    let escaped: String = text
        .chars()
        .flat_map(|c| if "()\\".contains(c) { vec!['\\', c] } else { vec![c] })
        .collect();
    file(&[format!("BT /F0 11 Tf 40 700 Td ({escaped}) Tj ET").as_bytes()], "")
}

/// Each glyph on its own, with gaps between.
pub fn spread(text: &str) -> Vec<u8> {
    let glyphs: String = text.bytes().map(|byte| format!("<{byte:02x}> -12.5 ")).collect();
    file(&[format!("BT /F0 11 Tf 40 700 Td [{glyphs}] TJ ET").as_bytes()], "")
}

/// The document's title, in UTF-16 as the format asks.
pub fn titled(text: &str) -> Vec<u8> {
    let units: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    file(&[b"BT (x) Tj ET"], &format!("9 0 obj\n<</Title <FEFF{units}>>>\nendobj"))
}
