use super::*;

fn check(decode: Decoder, input: &str, expected: Option<&str>) {
    let decoded = decode(input.as_bytes());
    let decoded = decoded.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert_eq!(decoded.as_deref(), expected, "{input}");
}

#[test]
fn each_decoder() {
    check(quoted_printable, "a=41b=\r\nc= \nd", Some("aAbcd"));
    check(quoted_printable, "a == b", None);
    check(html::text, "p: <b class=\"a>b\">x</b>y<!-- n -->z", Some("p: xyz"));
    check(html::text, "<td>a</td><td>b</td>", Some("\na\n\nb\n"));
    check(html::text, "1 < 2", None);
    check(html::text, "a<!-- b", Some("a b"));
    check(html::text, "<a title=\"x>y", Some("y"));
    check(html::entities, "&#65;&#x4b;&#73A&amp;&sol;&shy;&bogus;&", Some("AKIA&/&bogus;&"));
    check(escapes::percent, "a%41%4b%zz%", Some("aAK%zz%"));
    check(escapes::percent, "100% of 5%", None);
    check(escapes::string, r"\u0041\x4b\111\/\_\u{41}\n", Some("AKI/_A\n"));
    check(escapes::string, r"\ud83d\ude00", Some("\u{1f600}"));
    check(transfer::encoded_words, "=?utf-8?B?QUtJ?=\r\n =?utf-8?Q?A=42_c?=", Some("AKIAB c"));
    check(transfer::encoded_words, "filename*0*=utf-8''AK%49; filename*1=\"ABC\"", Some("AKIABC"));
    check(transfer::encoded_words, "plain", None);
    check(printable::without_nul, "A\0K\0", Some("AK"));
    check(hex::runs, "x 414b4941414b4941 y", Some("AKIAAKIA\n"));
    check(hex::runs, "41:4b:49:41:41:4b:49:41", Some("AKIAAKIA\n"));
    check(hex::runs, r"\x41\x4b\x49\x41\x41\x4b\x49\x41", Some("AKIAAKIA\n"));
    check(hex::runs, "0x41, 0x4b, 0x49, 0x41, 0x41, 0x4b, 0x49, 0x41", Some("AKIAAKIA\n"));
}

#[test]
fn base_64_at_each_alignment() {
    for prefix in ["", "a", "ab", "abc"] {
        let input = format!("{prefix}QUtJQTEyMzQ1Njc4");
        let decoded = base64::runs(input.as_bytes()).expect("a run");
        let decoded = String::from_utf8_lossy(&decoded).into_owned();
        assert!(decoded.contains("AKIA12345678"), "{prefix}: {decoded}");
    }
    assert_eq!(decode_base64_body(b"QUtJ\r\nQQ==\r\n"), b"AKIA");
}

#[test]
fn invisible_characters_and_offsets() {
    let text = "A\u{ad}K\u{200b}I A\u{a0}B";
    assert_eq!(without_invisible(text.as_bytes()).unwrap(), "AKI A\u{a0}B".as_bytes());
    assert_eq!(squeeze(text.as_bytes()), b"AKIAB");
    assert_eq!(squeezed_offsets(text.as_bytes(), &[0, 1, 4]), [0, 3, 12]);
    assert_eq!(skeleton_offsets(b"A-b c1", &[1, 3]), [2, 5]);
    assert_eq!(skeleton(b"A-b c1"), b"abc1");
}

#[test]
fn views_nest_three_deep() {
    let mut seen = Vec::new();
    let coverage = visit(b"<p>JTQxJTRCSUExMjM0NTY3OA==</p>", |view| {
        seen.push((view.decoded_from.clone(), view.bytes.clone()));
    });
    assert_eq!(coverage, Coverage::Complete);
    assert!(seen.iter().any(|(_, bytes)| bytes.starts_with(b"AKIA12345678")));
    assert!(seen.iter().all(|(names, _)| names.len() <= MAX_DEPTH));
}
