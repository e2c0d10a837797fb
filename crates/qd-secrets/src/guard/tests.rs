use super::*;
use crate::SecretKey;

struct Bench {
    seen: Seen,
    detector: Detector,
}

impl Bench {
    fn new(values: &[&str]) -> Self {
        let key = SecretKey::new([7; 32]);
        let seen = Seen::new(&key);
        for value in values {
            seen.register("known", value);
        }
        Self { seen, detector: Detector::new(&key) }
    }

    fn rules(&self, media: Media, bytes: &[u8]) -> Vec<String> {
        let part = Part { name: "part", media, bytes };
        let found = Guard::new(&self.seen, &self.detector).check(part);
        found.into_iter().map(|v| format!("{} at {}", v.rule, v.place)).collect()
    }
}

fn check(media: Media, text: &str, expected: &[&str]) {
    let bench = Bench::new(&["Tr0ub4dor&3", "q7Zt0Xv9LmPw3RbY8cKd2NfH", "operations", "admin"]);
    assert_eq!(bench.rules(media, text.as_bytes()), expected, "{text}");
}

#[test]
fn known_values_in_each_disguise() {
    check(Media::Text, "all is well", &[]);
    check(Media::Text, "a\nTr0ub4dor&3", &["known at line 2"]);
    check(Media::Text, "TR0UB4DOR&3", &["known at line 1"]);
    check(Media::Html, "<b>Tr0u</b>b4d<i>or</i>&amp;3", &["known at line 1, read as HTML text"]);
    check(Media::Html, "<a title='Tr0ub4dor&#38;3'>", &["known at line 1, read as HTML entities"]);
    check(Media::Text, "Tr0ub4d\n  or&3", &["known at line 1, with white space removed"]);
    check(Media::Text, "Tr0u\u{ad}b4dor&3", &["known at line 1, with white space removed"]);
    check(Media::Text, "u=Tr0ub4dor%263", &["known at line 1, read as percent escapes"]);
    check(Media::Json, r#""Tr0ub4dor\u00263""#, &["known at line 1, read as string escapes"]);
    check(Media::Text, "x VHIwdWI0ZG9yJjM= y", &["known at line 1, read as base 64"]);
    check(Media::Text, "54723075623464 6f722633", &["known at line 1, read as hex"]);
    check(
        Media::Text,
        "T\0r\x000\0u\0b\x004\0d\0o\0r\0&\x003\0",
        &["known at line 1, read as UTF-16"],
    );
}

#[test]
fn half_a_key_is_a_leak() {
    let piece = "known at line 1, a piece of a known value";
    check(Media::Text, "ends in w3RbY8cKd2NfH.", &[piece]);
    check(Media::Text, "w3Rb-Y8cK-d2Nf", &[piece]);
    check(Media::Text, "ends in Kd2NfH.", &[]);
}

#[test]
fn words_block_only_where_values_stand() {
    check(Media::Text, "Operations cost less; admin hours fell.", &[]);
    check(Media::Html, "<h2>Operations</h2><p>the operations team</p>", &[]);
    check(Media::Html, "<td>operations</td>", &["known at line 1"]);
    check(Media::Text, "password: operations", &["known at line 1"]);
    check(Media::Html, "<td>admin</td>", &[]);
    check(Media::Text, "db password is admin.", &["known at line 1"]);
}

#[test]
fn the_word_password_blocks_nothing() {
    let bench = Bench::new(&["password", "secret", "token"]);
    for text in [
        "Change the password of the booking portal. The secret is out: a token effort.",
        "<table><tr><td>password</td><td>rotate</td></tr></table>",
        "- password: rotated on 2026-09-01\n- API key: see the vault\n",
        "| secret | where |\n| token | `password` |\n",
    ] {
        assert_eq!(bench.rules(Media::Html, text.as_bytes()), [""; 0], "{text}");
    }
}

#[test]
fn numbers_and_prose_do_not_join_into_a_value() {
    let bench = Bench::new(&["Summer2026", "20260930"]);
    assert_eq!(bench.rules(Media::Text, b"In Summer 2026 (20260930) sales rose."), [""; 0]);
    let cells = b"<tr><td>Summer</td><td>2026</td></tr>";
    assert_eq!(bench.rules(Media::Html, cells), [""; 0]);
    assert_eq!(bench.rules(Media::Text, b"In Sum mer2026 sales").len(), 1);
}

#[test]
fn patterns_without_known_values() {
    check(Media::Text, "id AKIAIOSFODNN7EXAMPLE", &["aws-access-key-id at line 1"]);
    check(
        Media::Html,
        "AKIA<wbr>Q3EGRIXZ2ABCD7XY",
        &["aws-access-key-id at line 1, read as HTML text"],
    );
    check(
        Media::Text,
        "AKIAQ3EG\nRIXZ2ABCD7XY",
        &["aws-access-key-id at line 1, with white space removed"],
    );
    check(Media::Text, "see postgres://me:hunter22@db/x", &["url-password at line 1"]);
    check(Media::Text, "API key: x9Kd82mPqL0zRt7Vw3Yb", &["assigned-secret at line 1"]);
}

#[test]
fn what_a_hostile_reader_tries() {
    for (media, text) in [
        (Media::Html, "<td>q7Zt0Xv9LmPw</td><td>3RbY8cKd2NfH</td>"),
        (Media::Html, "<div>q7Zt0Xv9L</div>\n<div>mPw3RbY8cKd2NfH</div>"),
        (Media::Html, "q7Zt0Xv9L<!-- x -->mPw3RbY8cKd2NfH"),
        (Media::Html, "<!-- q7Zt0Xv9LmPw3RbY8cKd2NfH"),
        (Media::Html, "<a href=\"x?k=q7Zt0Xv9LmPw3RbY8cKd2NfH\">y</a>"),
        (Media::Html, "&amp;#113;7Zt0Xv9LmPw3RbY8cKd2NfH"),
        (Media::Text, "\"q7Zt0Xv9LmPw\" + \"3RbY8cKd2NfH\""),
        (Media::Text, "> q7Zt0Xv9LmPw3Rb\n> Y8cKd2NfH"),
        (Media::Text, "q7Zt0-Xv9Lm-Pw3Rb-Y8cKd-2NfH"),
        (Media::Text, "Q7ZT0XV9LMPW3RBY8CKD2NFH"),
        (Media::Text, r"Tr0ub4dor\&3"),
        (Media::Text, "Tr0ub4d=\nor&3"),
        (Media::Text, "Basic YWRtaW46VHIwdWI0ZG9yJjM="),
        (Media::Text, "%2554r%30ub4dor&3"),
        (Media::Header, "=?utf-16le?B?VAByADAAdQBiADQAZABvAHIAJgAzAA==?="),
    ] {
        let bench = Bench::new(&["Tr0ub4dor&3", "q7Zt0Xv9LmPw3RbY8cKd2NfH"]);
        assert_ne!(bench.rules(media, text.as_bytes()), [""; 0], "{text}");
    }
}

#[test]
fn a_secret_in_the_name_is_not_printed() {
    let bench = Bench::new(&["Tr0ub4dor&3"]);
    let part = Part { name: "Tr0ub4dor&3.pdf", media: Media::Text, bytes: b"" };
    let found = Guard::new(&bench.seen, &bench.detector).check(part);
    assert_eq!(format!("{found:?}"), "[Violation(known in a part: its name)]");
}

#[test]
fn what_a_report_is_full_of_is_no_hit() {
    let report = "Message-ID: <0101018f3c2a7b9e-5d1e6f0a-4b7c-4d0e-9a64-2f1b8c3d5e7f-000000@us-west-2.amazonses.com>\n\
        Content-Type: multipart/alternative; boundary=\"=_k1Wd8Jr5TnVb6QsE3xGh4MzA\"\n\
        From: Harbor Reports <reports@example.com>\n\
        delivery mfrggzdfmztwq2lknnwg23tpoa, commit 3f786850e387550fdab836ed7e6dc881de23001b\n\
        sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n\
        arn:aws:lambda:us-west-2:123456789012:function:book-charter, $1,234,567.89, 12.5 %\n\
        key metrics: cash; token price: 12; secrets found: 3; password policy: none\n";
    check(Media::Text, report, &[]);
}
