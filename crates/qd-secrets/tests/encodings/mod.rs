//! The encodings that the guard reads, each by a writer of its own.

#![allow(unreachable_pub, reason = "a module of tests")]

/// Writes a value in an encoding.
pub type Encode = fn(&[u8]) -> Vec<u8>;

/// The encodings of the guard's page, each by a writer of its own.
pub const ENCODINGS: &[(&str, Encode)] = &[
    ("plain", <[u8]>::to_vec),
    ("upper case", <[u8]>::to_ascii_uppercase),
    ("quoted-printable", |v| each(v, |b| format!("={b:02X}"))),
    ("soft breaks", |v| each(v, |b| format!("{}=\r\n", quoted(b)))),
    ("base 64", |v| data_encoding::BASE64.encode(v).into_bytes()),
    ("base 64 for URLs", |v| data_encoding::BASE64URL_NOPAD.encode(v).into_bytes()),
    ("folded base 64", |v| {
        each(data_encoding::BASE64.encode(v).as_bytes(), |b| format!("{}\r\n", char::from(b)))
    }),
    ("decimal entities", |v| each(v, |b| format!("&#{b};"))),
    ("hex entities", |v| each(v, |b| format!("&#x{b:x};"))),
    ("tags", |v| each(v, |b| format!("<b>{}</b>", entity(b)))),
    ("percent", |v| each(v, |b| format!("%{b:02x}"))),
    ("JSON", |v| each(v, |b| format!("\\u{b:04x}"))),
    ("hex", |v| each(v, |b| format!("{b:02x}"))),
    ("hex with colons", |v| each(v, |b| format!("{b:02X}:"))),
    ("UTF-16LE", |v| v.iter().flat_map(|b| [*b, 0]).collect()),
    ("UTF-16BE", |v| v.iter().flat_map(|b| [0, *b]).collect()),
    ("soft hyphens", |v| each(v, |b| format!("{}\u{ad}", char::from(b)))),
    ("zero width", |v| each(v, |b| format!("{}\u{200b}", char::from(b)))),
    ("one a line", |v| each(v, |b| format!("{}\r\n ", char::from(b)))),
    ("encoded words", |v| {
        let words: Vec<String> = v
            .chunks(5)
            .map(|chunk| format!("=?utf-8?B?{}?=", data_encoding::BASE64.encode(chunk)))
            .collect();
        words.join("\r\n ").into_bytes()
    }),
    ("Q words", |v| {
        let text = String::from_utf8(each(v, |b| format!("={b:02X}"))).expect("ASCII");
        format!("=?utf-8?Q?{text}?=").into_bytes()
    }),
    ("continued parameter", |v| {
        let (a, b) = v.split_at(v.len() / 2);
        let percent =
            |v: &[u8]| String::from_utf8(each(v, |b| format!("%{b:02X}"))).expect("ASCII");
        format!("; filename*0*=utf-8''{};\r\n filename*1*={}", percent(a), percent(b)).into_bytes()
    }),
];

fn each(bytes: &[u8], write: impl Fn(u8) -> String) -> Vec<u8> {
    bytes.iter().map(|byte| write(*byte)).collect::<String>().into_bytes()
}

fn quoted(byte: u8) -> String {
    if byte == b'=' { "=3D".to_owned() } else { char::from(byte).to_string() }
}

fn entity(byte: u8) -> String {
    match byte {
        b'<' => "&lt;".to_owned(),
        b'&' => "&amp;".to_owned(),
        _ => char::from(byte).to_string(),
    }
}
