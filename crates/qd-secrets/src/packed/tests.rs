use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::*;

#[path = "../../tests/packages/archive.rs"]
mod archive;
use archive::archive;

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn pdf(streams: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n".to_vec();
    for (n, stream) in streams.iter().enumerate() {
        out.extend(format!("{} 0 obj\n<< /Filter /FlateDecode >>\nstream\n", n + 1).bytes());
        out.extend(zlib(stream));
        out.extend_from_slice(b"\nendstream\nendobj\n");
    }
    out
}

fn all_text(bytes: &[u8]) -> String {
    let unpacked = unpack(bytes);
    assert!(!unpacked.is_partial);
    let texts = unpacked
        .entries
        .iter()
        .map(|entry| format!("{}\n{}", entry.name, String::from_utf8_lossy(&entry.bytes)));
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn entries_of_archives() {
    let bytes = archive(&[("xl/sharedStrings.xml", b"<si><t>Tr0ub4dor</t></si>"), ("b", b"")]);
    let text = all_text(&bytes);
    assert!(text.contains("xl/sharedStrings.xml") && text.contains("<t>Tr0ub4dor</t>"), "{text}");
    for cut in 4..bytes.len() {
        let torn = unpack(&bytes[..cut]);
        assert!(torn.is_partial || cut >= bytes.len() - 22, "{cut}");
    }
}

#[test]
fn texts_of_pages() {
    let map = b"/CIDInit /ProcSet findresource begin\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n2 beginbfchar\n<0001> <0054>\n<0002> <0072>\nendbfchar\n2 beginbfrange\n<0003> <0005> <0041>\n<0006> <0007> [<0078> <0079007A>]\nendbfrange\nend".to_vec();
    let page = b"BT /F1 12 Tf 10 20 Td [<00010002> -20 <0003>] TJ (\\003\\(x) Tj <0006 0007> Tj ET"
        .to_vec();
    let text = all_text(&pdf(&[page, map]));
    assert!(text.contains("TrA"), "{text}");
    assert!(text.contains("xyz"), "{text}");
    let plain = all_text(&pdf(&[b"BT (Tr0ub4) Tj (dor\\0463) Tj ET".to_vec()]));
    assert!(plain.contains("Tr0ub4dor&3"), "{plain}");
}

#[test]
fn what_is_not_read_is_said() {
    assert!(unpack(b"7z\xbc\xaf\x27\x1c").is_partial);
    assert!(unpack(b"PK\x03\x04 and nothing").is_partial);
    let mut encrypted = pdf(&[b"BT (x) Tj ET".to_vec()]);
    encrypted.extend_from_slice(b"trailer << /Encrypt 5 0 R >>");
    assert!(unpack(&encrypted).is_partial);
    // A bomb: the budget ends first.
    let zeros = vec![0u8; MAX_INFLATED_BYTES + 1];
    assert!(unpack(&archive(&[("bomb", &zeros)])).is_partial);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"Tr0ub4dor").unwrap();
    assert!(all_text(&gzip.finish().unwrap()).contains("Tr0ub4dor"));
}
