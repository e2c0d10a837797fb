//! Laws of the public interface: a known value is found in every disguise, noise is not a value,
//! and no bytes make any reader panic or run away.

mod encodings;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use qd_secrets::{Detector, Guard, Media, Part, SecretKey, Seen};

use encodings::ENCODINGS;

fn key() -> SecretKey {
    SecretKey::new([42; 32])
}

fn violations(values: &[&str], media: Media, bytes: &[u8]) -> Vec<String> {
    let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
    for value in values {
        seen.register("known", value);
    }
    let found = Guard::new(&seen, &detector).check(Part { name: "part", media, bytes });
    found.into_iter().map(|v| format!("{} at {}", v.rule, v.place)).collect()
}

/// At least eight printable characters with a letter and a digit among them.
fn value() -> impl Strategy<Value = String> {
    "[a-zA-Z][!-~]{2,20}[0-9][a-z!-~][A-Z!-~]{3,20}".prop_filter("not one byte repeated", |v| {
        v.bytes().any(|b| b.is_ascii_alphabetic()) && v.bytes().any(|b| b.is_ascii_digit())
    })
}

fn prose() -> impl Strategy<Value = String> {
    prop::collection::vec("[a-z]{1,9}|[A-Z][a-z]{2,8}[,.]?|[0-9]{1,4}", 0..30)
        .prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_known_value_is_found_in_every_encoding(
        value in value(), before in prose(), after in prose(), glue in "[ \n>(]"
    ) {
        for (name, encode) in ENCODINGS {
            let mut bytes = format!("{before}{glue}").into_bytes();
            bytes.extend(encode(value.as_bytes()));
            bytes.extend(format!(" {after}").into_bytes());
            let found = violations(&[&value], Media::Text, &bytes);
            prop_assert!(!found.is_empty(), "{name}: {value}");
        }
    }

    #[test]
    fn and_in_two_encodings_at_once(value in value(), first in 0..ENCODINGS.len(), second in 0..7usize) {
        // The outer one is of the kinds that carry any bytes.
        let outer = ["base 64", "hex", "percent", "quoted-printable", "decimal entities", "folded base 64", "plain"][second];
        // An entity writes a character, and this test's writer writes one for each byte.
        let is_ascii = (ENCODINGS[first].1)(value.as_bytes()).is_ascii();
        prop_assume!(is_ascii || outer != "decimal entities");
        let outer = ENCODINGS.iter().find(|(name, _)| *name == outer).unwrap().1;
        let bytes = outer(&(ENCODINGS[first].1)(value.as_bytes()));
        let found = violations(&[&value], Media::Text, &bytes);
        prop_assert!(!found.is_empty(), "{} in {second}: {value}", ENCODINGS[first].0);
    }

    #[test]
    fn half_of_a_random_value_is_found(value in "[a-z0-9][A-Z0-9][a-zA-Z0-9]{38}", before in prose(), from in 0..20usize) {
        prop_assume!(value.bytes().filter(u8::is_ascii_digit).count() >= 4);
        let half = &value[from..from + 20];
        prop_assume!(half.bytes().filter(u8::is_ascii_digit).count() >= 3);
        let found = violations(&[&value], Media::Text, format!("{before} {half}").as_bytes());
        prop_assert!(!found.is_empty(), "{half}");
    }

    #[test]
    fn prose_and_numbers_are_clean(words in prose(), known in value()) {
        prop_assert_eq!(violations(&[&known], Media::Text, words.as_bytes()), Vec::<String>::new());
        let html = format!("<table><tr><td>{words}</td></tr></table>");
        prop_assert_eq!(violations(&[&known], Media::Html, html.as_bytes()), Vec::<String>::new());
    }

    #[test]
    fn hashes_and_ids_are_clean(
        hex in "[0-9a-f]{64}", id in "[a-z2-7]{26}", boundary in "[A-Za-z0-9]{24}", known in value()
    ) {
        let text = format!(
            "sha256:{hex} commit {} delivery {id}\r\nMessage-ID: <{id}.{}@example.com>\r\n\
             Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n--{boundary}\r\n{hex}",
            &hex[..40], &hex[..16]
        );
        prop_assert_eq!(violations(&[&known], Media::Header, text.as_bytes()), Vec::<String>::new());
    }

    #[test]
    fn any_access_key_id_is_found(key in "[A-Z0-9]{16}", around in "[a-z ]{0,8}") {
        let text = format!("{around}AKIA{key}{around}");
        prop_assert!(!violations(&[], Media::Text, text.as_bytes()).is_empty());
    }

    #[test]
    fn a_masked_text_is_clean(value in value(), before in prose(), n in 0..ENCODINGS.len()) {
        let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
        seen.register("known", &value);
        let guard = Guard::new(&seen, &detector);
        let mut bytes = format!("{before}\nx ").into_bytes();
        bytes.extend((ENCODINGS[n].1)(value.as_bytes()));
        let masked = guard.mask_bytes(&bytes);
        let part = Part { name: "part", media: Media::Text, bytes: &masked };
        prop_assert!(guard.check(part).is_empty());
        let encoded = &(ENCODINGS[n].1)(value.as_bytes())[..];
        prop_assert!(!masked.windows(encoded.len()).any(|window| window == encoded));
    }

    #[test]
    fn arbitrary_bytes_panic_nowhere(bytes in prop::collection::vec(any::<u8>(), 0..400), text in "\\PC{0,80}") {
        read_everything(&bytes);
        read_everything(text.as_bytes());
    }
}

/// Runs every public reader over the bytes: the body of the fuzz targets.
fn read_everything(bytes: &[u8]) {
    let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
    let text = String::from_utf8_lossy(bytes);
    seen.register("fuzz", &text);
    seen.register_assignment(&text, &text);
    seen.register_assignment("password", &text);
    for path in [".env", "a.json", "a.rs", ".netrc", ".pgpass", "yarn.lock"] {
        detector.register(path, bytes, &seen);
        for hit in detector.scan(path, bytes, Some(&seen)) {
            assert!(hit.span.start <= hit.span.end && hit.span.end <= bytes.len(), "{hit:?}");
        }
    }
    let guard = Guard::new(&seen, &detector);
    for media in [Media::Html, Media::Text, Media::Json, Media::Csv, Media::Header, Media::Other] {
        let _ = guard.check(Part { name: &text, media, bytes });
    }
    let _ = guard.check_message(bytes);
    let _ = guard.mask_bytes(bytes);
    let _ = guard.mask(&text);
}

/// A seeded generator (xorshift64*), so that a failure can be run again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn bytes(&mut self, n: usize) -> Vec<u8> {
        (0..n).map(|_| (self.next() >> 32) as u8).collect()
    }
}

const CORPUS: &[&str] = &[
    "DB_PASSWORD=hunter22 # note\nexport A='b'\n//x/:_authToken=abcd1234\n",
    "{\"auths\":{\"x\":{\"auth\":\"bWU6aHVudGVyMjI=\"}},\"name\":\"TOKEN\",\"value\":\"x\\u0041\"}",
    "machine x login y password z\ndb:5432:app:me:hunter\\:22\n",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END RSA PRIVATE KEY-----",
    "<p title='a&#65;&amp;'>x<!-- y --><b>z</b>&#x110000;&bogus;</p><td>operations</td>",
    "Subject: =?utf-8?B?QUtJ?=\r\n =?x?Q?=41_?=\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\npre\r\n--b\r\nContent-Disposition: attachment; filename*0*=utf-8''a%41; filename*1=\"b\"\r\nContent-Transfer-Encoding: base64\r\n\r\nQUtJQQ==\r\n--b--\r\npost",
    "postgres://me:p%40ss@db.example.com/x?sslkey=1&token=abcdefgh Server=x;Password=y;",
    "\u{ad}\u{200b}é=C3=A9=\r\n%zz%41\\ud83d\\x4\\101\\u{41}&#",
];

#[test]
fn seeded_mutations_panic_nowhere_and_end_in_time() {
    let mut random = Random(0x5eed);
    let started = Instant::now();
    for round in 0..2000 {
        let mut bytes = CORPUS[round % CORPUS.len()].as_bytes().to_vec();
        for _ in 0..1 + random.below(8) {
            let at = random.below(bytes.len());
            match random.below(5) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, (random.next() >> 32) as u8),
                2 => bytes.extend_from_slice(CORPUS[random.below(CORPUS.len())].as_bytes()),
                3 if !bytes.is_empty() => bytes[at] ^= 1 << random.below(8),
                _ => {
                    let piece = bytes[at..bytes.len().min(at + 16)].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        read_everything(&bytes);
    }
    assert!(started.elapsed() < Duration::from_secs(120), "a mutation runs away");
}

#[test]
fn the_worst_texts_end_in_time() {
    let repeated = |text: &str| text.repeat(400_000 / text.len());
    let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
    seen.register("known", "Tr0ub4dor&3");
    seen.register("known", "operations");
    let guard = Guard::new(&seen, &detector);
    for text in [
        "<",
        "<a ",
        "&#",
        "&",
        "=",
        "=?",
        "=?a?b?",
        "%4",
        "\\u",
        "A",
        "QUtJ",
        "41",
        "token=",
        "\"",
        "`",
        "|",
        "-----BEGIN PRIVATE KEY-----",
        "password: ",
        "://",
        "a://b:c@",
        "aws secret ",
        "Tr0ub4dor&",
        "Tr0ub4dor&3",
        "T r0ub4dor&3",
        "<td>operations",
        ";a*=",
        "\u{ad}",
        "\n",
        "\0a",
        "--b\r\n",
        "name: TOKEN\n",
        "eyJ",
        "auth",
        "is ",
    ] {
        let bytes = repeated(text);
        let started = Instant::now();
        let _ = guard.check(Part { name: "x", media: Media::Text, bytes: bytes.as_bytes() });
        let _ = detector.scan("x.env", bytes.as_bytes(), Some(&seen));
        let _ = guard.check_message(bytes.as_bytes());
        let spent = started.elapsed();
        println!("{text:?}: {spent:?}");
        assert!(spent < Duration::from_secs(20), "{text:?} takes {spent:?}");
    }
}

#[test]
fn an_image_in_base_64_is_clean() {
    let mut random = Random(7);
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    image.extend(random.bytes(300_000));
    let mut text =
        String::from("Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    for line in image.chunks(57) {
        let _ = write!(text, "{}\r\n", data_encoding::BASE64.encode(line));
    }
    let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
    for n in 0..200 {
        let value = random.bytes(16 + n % 30);
        seen.register("known", &data_encoding::BASE64.encode(&value));
    }
    let guard = Guard::new(&seen, &detector);
    assert_eq!(format!("{:?}", guard.check_message(text.as_bytes())), "[]");
    let url =
        format!("<img src=\"data:image/png;base64,{}\">", data_encoding::BASE64.encode(&image));
    let part = Part { name: "body", media: Media::Html, bytes: url.as_bytes() };
    assert_eq!(format!("{:?}", guard.check(part)), "[]");
}

/// Prints how long the guard takes over an ordinary message; `cargo test -- --nocapture timing`.
#[test]
fn timing_of_an_ordinary_message() {
    let mut random = Random(11);
    let (seen, detector) = (Seen::new(&key()), Detector::new(&key()));
    for n in 0..200 {
        let value = data_encoding::BASE64.encode(&random.bytes(8 + n % 30));
        seen.register("known", value.trim_end_matches('='));
    }
    let guard = Guard::new(&seen, &detector);
    let row = "<tr><td style=\"padding:4px 8px\">Harbor&nbsp;Charters</td><td>1,234.56</td><td>up 12.5&#37; on August</td></tr>\n";
    let html = row.repeat(100_000 / row.len());
    let prose = "Cash on hand lasts 14 months; the secret is a token effort.\n".repeat(1_700);
    let message = format!(
        "Subject: CEO report\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{}\r\n--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}\r\n--b--\r\n",
        &prose[..20_000],
        html.replace('=', "=3D")
    );
    let _ = guard.mask("warm");
    for (name, run) in [
        (
            "html part, 100 kB",
            Box::new(|| guard.check(Part { name: "x", media: Media::Html, bytes: html.as_bytes() }))
                as Box<dyn Fn() -> Vec<qd_secrets::Violation>>,
        ),
        (
            "text part, 100 kB",
            Box::new(|| {
                guard.check(Part { name: "x", media: Media::Text, bytes: prose.as_bytes() })
            }),
        ),
        ("message, 125 kB", Box::new(|| guard.check_message(message.as_bytes()))),
    ] {
        let started = Instant::now();
        let found = run();
        println!("{name}: {:?}", started.elapsed());
        assert_eq!(format!("{found:?}"), "[]");
    }
    let cell = Instant::now();
    for _ in 0..1000 {
        let _ = guard.mask("Harbor Charters, up 12.5 % on August");
    }
    println!("mask of a cell: {:?} each", cell.elapsed() / 1000);
    let code = "let token = read(&path)?; // key: value\n".repeat(250_000);
    let started = Instant::now();
    let _ = detector.scan("a.rs", code.as_bytes(), None);
    println!("scan of 10 MB of code dense with stems: {:?}", started.elapsed());
    let code = "fn total(rows: &[Row]) -> Money { rows.iter().map(|row| row.amount).sum() }\n"
        .repeat(133_000);
    let started = Instant::now();
    let _ = detector.scan("a.rs", code.as_bytes(), None);
    println!("scan of 10 MB of ordinary code: {:?}", started.elapsed());
}
