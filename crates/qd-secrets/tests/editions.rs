//! What the issue asks of the guard: each of seventy values is stopped in prose, in a table, in a
//! subject, in a file name, on a page and in a workbook, in every encoding; and a thousand clean
//! editions leave.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]
#![allow(unreachable_pub, dead_code, reason = "modules of tests")]

mod encodings;
#[path = "corpus/formats.rs"]
mod formats;
#[path = "packages/mod.rs"]
mod packages;
#[path = "corpus/plants.rs"]
mod plants;

use std::fmt::Write as _;

use encodings::ENCODINGS;
use packages::archive::archive;
use packages::{pdf, workbook};
use plants::{Random, value};
use qd_secrets::{Detector, Guard, Media, Part, SecretKey, Seen};

const VALUES: usize = 72;

struct Run {
    seen: Seen,
    detector: Detector,
}

impl Run {
    /// A run that has seen the values in a settings file, as any run does.
    fn of(values: &[String]) -> Self {
        let key = SecretKey::new([42; 32]);
        let (seen, detector) = (Seen::new(&key), Detector::new(&key));
        for value in values {
            detector.register(".env", format!("APP_SECRET={value}\n").as_bytes(), &seen);
        }
        Self { seen, detector }
    }

    fn is_blocked(&self, name: &str, media: Media, bytes: &[u8]) -> bool {
        let guard = Guard::new(&self.seen, &self.detector);
        !guard.check(Part { name, media, bytes }).is_empty()
    }
}

fn values() -> Vec<String> {
    let mut random = Random(20_261_124);
    (0..VALUES).map(|n| value(&mut random, n)).collect()
}

/// The places of the issue that carry any encoding: what stands round the value, and how it leaves.
fn places(encoded: &[u8]) -> Vec<(&'static str, Media, Vec<u8>)> {
    let round = |before: &str, after: &str| [before.as_bytes(), encoded, after.as_bytes()].concat();
    vec![
        ("prose", Media::Text, round("The charter went well. Ben wrote ", " on the board.")),
        ("table", Media::Html, round("<table><tr><td>ftp</td><td>", "</td></tr></table>")),
        ("Markdown table", Media::Text, round("| host | login |\n|---|---|\n| ftp | ", " |\n")),
        ("cell", Media::Csv, round("site,login\nftp,", "\n")),
        ("string", Media::Json, round("{\"note\": \"", "\"}")),
        ("subject", Media::Header, round("Subject: [CTO] ", " is in the code\r\n")),
    ]
}

#[test]
fn each_value_is_stopped_in_each_place_and_encoding() {
    let values = values();
    let run = Run::of(&values);
    let mut missed = Vec::new();
    for value in &values {
        for (encoding, encode) in ENCODINGS {
            let encoded = encode(value.as_bytes());
            for (place, media, bytes) in places(&encoded) {
                if !run.is_blocked("body", media, &bytes) {
                    missed.push(format!("{value} in {place} as {encoding}"));
                }
            }
            if let Ok(name) = std::str::from_utf8(&encoded)
                && !run.is_blocked(&format!("report-{name}.pdf"), Media::Other, b"x")
            {
                missed.push(format!("{value} in a file name as {encoding}"));
            }
        }
    }
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn each_value_is_stopped_on_a_page_and_in_a_workbook() {
    let values = values();
    let run = Run::of(&values);
    for value in &values {
        for (how, bytes) in [
            ("a page with a map", pdf::mapped(&format!("Log in with {value} today"))),
            ("a page in plain strings", pdf::plain(&format!("Log in with {value} today"))),
            ("a page whose glyphs are set apart", pdf::spread(value)),
            ("a title", pdf::titled(value)),
            ("a shared string", workbook::shared(value)),
            ("a rich string", workbook::rich(value)),
            ("the name of a sheet", workbook::sheet(value)),
            ("the name of an entry", archive(&[(value, b"x")])),
            ("an archive in an archive", archive(&[("a.xlsx", &workbook::shared(value))])),
        ] {
            assert!(run.is_blocked("report", Media::Other, &bytes), "{value} in {how}");
        }
    }
    for (how, bytes) in [
        ("page", pdf::mapped("Cash lasts 14 months; the password policy is due")),
        ("workbook", workbook::shared("Cash lasts 14 months; the password policy is due")),
    ] {
        assert!(!run.is_blocked("report", Media::Other, &bytes), "a clean {how}");
    }
}

#[test]
fn words_are_stopped_where_values_stand() {
    let values = ["operations", "lighthouse", "sunshine", "watermelon"].map(str::to_owned);
    let run = Run::of(&values);
    for value in &values {
        assert!(run.is_blocked("x", Media::Html, format!("<td>{value}</td>").as_bytes()));
        assert!(run.is_blocked("x", Media::Text, format!("password: {value}").as_bytes()));
        assert!(run.is_blocked("x", Media::Text, format!("use `{value}` here").as_bytes()));
        assert!(run.is_blocked("x.xlsx", Media::Other, &workbook::shared(value)));
        assert!(!run.is_blocked("x", Media::Text, format!("{value} went well").as_bytes()));
    }
}

/// A clean edition: what reports are full of, from a seed.
fn edition(random: &mut Random) -> Vec<u8> {
    let mut hex = |n: usize| {
        (0..n).map(|_| char::from(b"0123456789abcdef"[random.below(16)])).collect::<String>()
    };
    let (commit, hash, id) = (hex(40), hex(64), hex(26));
    let mut rows = String::new();
    for n in 0..24 {
        let amount = random.below(9_000_000);
        _ = writeln!(
            rows,
            "<tr><td>charter {n}</td><td>${},{:03}.{:02}</td><td>2026-0{}-1{}</td><td>{}.{}%</td></tr>",
            amount / 1000,
            amount % 1000,
            random.below(100),
            1 + random.below(9),
            random.below(9),
            random.below(100),
            random.below(10),
        );
    }
    let picture: Vec<u8> = (0..3000).map(|_| (random.next() >> 33) as u8).collect();
    let picture = data_encoding::BASE64.encode(&picture);
    let lines =
        picture.as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).into_owned());
    let picture = lines.collect::<Vec<_>>().join("\r\n");
    let account = 100_000_000_000 + random.below(800_000_000_000);
    format!(
        "Subject: [CTO] Credentials lie open in {} repositories\r\n\
         Message-ID: <{id}@example.com>\r\n\
         Content-Type: multipart/mixed; boundary=\"=_{id}\"\r\n\r\n\
         --=_{id}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <p>The password of the booking portal is to be replaced; its token ends in May. Key: none.</p>\r\n\
         <table>{rows}</table>\r\n\
         <p>arn:aws:lambda:us-west-2:{account}:function:booking-api, commit {commit}, sha256:{hash}</p>\r\n\
         <p>secret: aws-access-key-id at booking-api@{}:config/.env:3 (DB_PASSWORD)</p>\r\n\
         --=_{id}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n\
         --=_{id}--\r\n",
        random.below(9), &commit[..12],
    )
    .into_bytes()
}

#[test]
fn a_thousand_clean_editions_leave() {
    let run = Run::of(&values());
    let guard = Guard::new(&run.seen, &run.detector);
    let mut random = Random(7);
    for n in 0..1000 {
        let edition = edition(&mut random);
        let found = guard.check_message(&edition);
        assert_eq!(
            format!("{found:?}"),
            "[]",
            "edition {n}: {}",
            String::from_utf8_lossy(&edition)
        );
    }
}
