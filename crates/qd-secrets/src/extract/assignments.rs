//! Assignments of every syntax: `KEY=value`, `key: value`, `"key": "value"`, `<key>value</key>`,
//! name/value pairs, `define('KEY', 'value')`, `--key value`, and URLs with credentials.
//!
//! The text is not cut into lines: one automaton finds the stems of secret-like names, and each is
//! looked at with a bounded reach, so that a line of any length costs what its stems cost.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::bytes::{Regex, RegexBuilder};

use super::{Kind, Place};
use crate::entropy::looks_random;
use crate::inert::is_inert;
use crate::keyname::is_secret_name;
use crate::seen::{ASSIGNED, RANDOM, Strength, URL_PASSWORD, secrets_of};

/// Stems of which every secret-like name holds one, and the mark of a URL.
const STEMS: &[&str] = &[
    "secret",
    "token",
    "pass",
    "pwd",
    "pw",
    "cred",
    "key",
    "dsn",
    "salt",
    "pepper",
    "bearer",
    "jwt",
    "pat",
    "psk",
    "connection",
    "conn",
    "://",
];
/// Bytes of a key's name on either side of its stem.
const MAX_NAME_BYTES: usize = 64;
/// Bytes of a value.
const MAX_VALUE_BYTES: usize = 4096;
/// Names looked at inside the value of another name. A text of nothing but `token=token=` would
/// otherwise be read once for each of its bytes.
const MAX_NAMES_IN_VALUE: usize = 8;
/// A line of an env file longer than this is no assignment that a person wrote.
const MAX_LINE_BYTES: usize = 8192;

static STEM_AUTOMATON: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(STEMS)
        .expect("a dozen stems fit an automaton")
});

/// What may stand between a name and its value.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    let joint = r#"^(?:["'`\]]{0,2}[ \t]{0,16}(?:\?|!)?(?::[ \t]{0,4}[&A-Za-z][A-Za-z0-9_<>\[\]|.&' ]{0,40}[ \t]{1,4}=|=>|:=|={1,3}|:)[ \t>]{0,16}|["'],?\s{1,40}value\s{0,4}=\s{0,4}|["']?,?\s{0,40}["']?[Vv]alue["']?[ \t]{0,4}:[ \t]{0,8}|["'],[ \t]{0,8})"#;
    RegexBuilder::new(joint).unicode(false).build().expect("the joint is a constant and tested")
});

/// Finds every assigned secret of a text.
pub(super) fn find(kind: Kind, text: &[u8], found: &mut Vec<Place>) {
    let mut name_end = 0;
    let mut url_end = 0;
    let (mut value_end, mut n_inside) = (0, 0);
    for stem in STEM_AUTOMATON.find_overlapping_iter(text) {
        if STEMS[stem.pattern().as_usize()] == "://" {
            if stem.start() >= url_end {
                url_end = url(text, stem.start(), found);
            }
        } else if stem.end() > name_end {
            let name = name_round(text, stem.start()..stem.end());
            name_end = name.end;
            n_inside = if name.start < value_end { n_inside + 1 } else { 0 };
            if n_inside <= MAX_NAMES_IN_VALUE {
                value_end = value_end.max(assignment(kind, text, name, found));
            }
        }
    }
    if kind == Kind::Lines {
        neutral_lines(text, found);
    }
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)
}

/// The whole name that a stem stands in. In prose the kind of a key is a word of its own: `API key`.
fn name_round(text: &[u8], stem: Range<usize>) -> Range<usize> {
    let length_before = |at: usize| {
        text[..at].iter().rev().take(MAX_NAME_BYTES).take_while(|b| is_name_byte(**b)).count()
    };
    let right = text[stem.end..].iter().take(MAX_NAME_BYTES);
    let end = stem.end + right.take_while(|b| is_name_byte(**b)).count();
    let mut start = stem.start - length_before(stem.start);
    let is_noun = [&b"key"[..], b"string"].iter().any(|n| text[start..end].eq_ignore_ascii_case(n));
    if is_noun && start > 0 && text[start - 1] == b' ' {
        start -= 1 + length_before(start - 1);
    }
    start..end
}

/// Reads the value of a name, and returns where it ends.
fn assignment(kind: Kind, text: &[u8], name: Range<usize>, found: &mut Vec<Place>) -> usize {
    let is_flag = text[name.clone()].starts_with(b"--");
    let name_text = String::from_utf8_lossy(&text[name.clone()]);
    if !is_secret_name(&name_text) {
        return name.end;
    }
    let rest = &text[name.end..text.len().min(name.end + 256)];
    let (gap, is_element) = match JOINT.find(rest) {
        Some(joint) if !is_joint_of(kind, text, &name, joint.as_bytes()) => return name.end,
        // `token::Kind` is a path.
        Some(joint)
            if rest[..joint.end()].ends_with(b":") && rest[joint.end()..].starts_with(b":") =>
        {
            return name.end;
        }
        Some(joint) => (joint.end(), false),
        None if rest.starts_with(b">") && text[..name.start].ends_with(b"<") => (1, true),
        None if is_flag && rest.starts_with(b" ") => (1, false),
        None => return name.end,
    };
    let start = name.end + gap;
    let (value, is_quoted) =
        if is_element { (until(text, start, b"<\n"), true) } else { value_at(kind, text, start) };
    let end = value.end;
    if is_element && !text[end..].starts_with(b"</") {
        return end;
    }
    let form = if is_quoted { Form::Quoted } else { bare_form(text, name.start) };
    judge(kind, &name_text, text, value, form, found);
    end
}

/// Whether the joint holds here. A comma joins only arguments, `define('KEY', 'value')`, and the
/// word `value` only what a file declares.
fn is_joint_of(kind: Kind, text: &[u8], name: &Range<usize>, joint: &[u8]) -> bool {
    let is_named_value = joint.windows(5).any(|word| word.eq_ignore_ascii_case(b"value"));
    let before = &text[name.start.saturating_sub(3)..name.start];
    let is_argument = before.contains(&b'(') && !before.contains(&b',');
    match is_named_value {
        true => kind != Kind::Outgoing,
        false => !joint.contains(&b',') || is_argument,
    }
}

/// The value that starts here, without its quotes.
fn value_at(kind: Kind, text: &[u8], start: usize) -> (Range<usize>, bool) {
    match text.get(start) {
        Some(&quote @ (b'"' | b'\'' | b'`')) => {
            let rest = &text[start + 1..text.len().min(start + 1 + MAX_VALUE_BYTES)];
            let mut is_escaped = false;
            let end = rest.iter().position(|&byte| {
                let is_end = (byte == quote && !is_escaped) || byte == b'\n';
                is_escaped = byte == b'\\' && !is_escaped;
                is_end
            });
            (start + 1..start + 1 + end.unwrap_or(rest.len()), true)
        }
        _ if kind == Kind::Lines => (tidy_value(text, until(text, start, b"\r\n")), false),
        _ if kind == Kind::Config => (tidy_value(text, until(text, start, b"\r\n,}]<")), false),
        _ => (until(text, start, b" \t\r\n,;\"'`<>(){}[]|&"), false),
    }
}

fn until(text: &[u8], start: usize, ends: &[u8]) -> Range<usize> {
    let rest = text.get(start..text.len().min(start + MAX_VALUE_BYTES)).unwrap_or_default();
    start..start + rest.iter().position(|byte| ends.contains(byte)).unwrap_or(rest.len())
}

/// A bare value without white space, comments and closing marks at its ends.
fn tidy_value(text: &[u8], value: Range<usize>) -> Range<usize> {
    let bytes = &text[value.clone()];
    let comment = bytes.windows(2).position(|pair| matches!(pair, [b' ' | b'\t', b'#' | b';']));
    let bytes = &bytes[..comment.unwrap_or(bytes.len())];
    let start = value.start + bytes.len() - bytes.trim_ascii_start().len();
    start..start + bytes.trim_ascii().len()
}

fn judge(
    kind: Kind,
    name: &str,
    text: &[u8],
    value: Range<usize>,
    form: Form,
    found: &mut Vec<Place>,
) {
    for (rule, part) in secrets_of(name, &text[value.clone()]) {
        let secret = value.start + part.start..value.start + part.end;
        let bytes = &text[secret.clone()];
        let strength = Strength::of(bytes);
        if rule.as_str() == ASSIGNED && !is_value(kind, bytes, strength, form) {
            continue;
        }
        let is_common = strength == Strength::Common;
        found.push(Place { rule, span: secret.clone(), secret, is_common });
    }
}

/// Whether bytes behind a secret's name are a value in this kind of file, and not an expression,
/// a type, a word or a sentence.
fn is_value(kind: Kind, bytes: &[u8], strength: Strength, form: Form) -> bool {
    let has_space = bytes.iter().any(u8::is_ascii_whitespace);
    let is_nested = form == Form::Bare && bytes.first().is_some_and(|byte| b"{[(".contains(byte));
    match kind {
        Kind::Lines => !(is_nested || has_space && form == Form::Comment),
        Kind::Config | Kind::Netrc | Kind::Pgpass => {
            !is_nested && (!has_space || (form != Form::Comment && is_passphrase(bytes)))
        }
        Kind::Code | Kind::Outgoing if form == Form::Quoted => {
            strength == Strength::Strong && !has_space && !is_identifier(bytes)
        }
        Kind::Code | Kind::Outgoing => looks_random(bytes),
        Kind::Lock => false,
    }
}

/// Words joined as code joins them, `CLIENT_SECRET_0` and `store:default_region`: a name, unless
/// it is random.
fn is_identifier(bytes: &[u8]) -> bool {
    let words: Vec<&[u8]> = bytes.split(|byte| b"_-.:/$".contains(byte)).collect();
    let is_word = |word: &[u8]| {
        let n_digits = word.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        n_digits <= 2 && word[..word.len() - n_digits].iter().all(u8::is_ascii_alphabetic)
    };
    words.len() > 1 && words.iter().all(|word| is_word(word)) && !looks_random(bytes)
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Quoted,
    Bare,
    /// Bare, on a line that is a comment: a disabled setting, or prose.
    Comment,
}

/// The form of a value without quotes, by what stands before its name on the line.
fn bare_form(text: &[u8], name_start: usize) -> Form {
    let before = &text[name_start.saturating_sub(80)..name_start];
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or(before).trim_ascii_start();
    let is_comment = [&b"#"[..], b";", b"//", b"<!--"].iter().any(|mark| line.starts_with(mark));
    if is_comment { Form::Comment } else { Form::Bare }
}

/// Words without the marks of a sentence. Sentences open with a capital or end with a stop.
fn is_passphrase(bytes: &[u8]) -> bool {
    let last = bytes.last().copied().unwrap_or_default();
    bytes.first().is_some_and(|byte| !byte.is_ascii_uppercase())
        && !b".?!:".contains(&last)
        && bytes.split(u8::is_ascii_whitespace).count() >= 3
}

/// Lines of an env file whose name is not telling but whose value is.
fn neutral_lines(text: &[u8], found: &mut Vec<Place>) {
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let start = at;
        at += line.len() + 1;
        let Some(equals) = line.iter().take(128).position(|b| b"=:".contains(b)) else { continue };
        if line.len() > MAX_LINE_BYTES || line.trim_ascii_start().starts_with(b"#") {
            continue;
        }
        let name = String::from_utf8_lossy(line[..equals].trim_ascii());
        if !is_secret_name(&name) {
            let value = tidy_value(text, start + equals + 1..start + line.len());
            let parts = secrets_of(&name, &text[value.clone()]);
            for (rule, part) in parts.into_iter().filter(|(rule, _)| rule.as_str() == RANDOM) {
                let secret = value.start + part.start..value.start + part.end;
                found.push(Place { rule, span: secret.clone(), secret, is_common: false });
            }
        }
    }
}

/// The URL round this `://`: its secret parts, and where it ends.
fn url(text: &[u8], mark: usize, found: &mut Vec<Place>) -> usize {
    let scheme = text[..mark].iter().rev().take(20);
    let start =
        mark - scheme.take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
    let end = until(text, start, b" \t\r\n\"'`<>\\").end;
    for part in crate::url::secret_parts(&text[start..end]) {
        let secret = start + part.start..start + part.end;
        if !is_inert(&text[secret.clone()]) {
            let is_common = Strength::of(&text[secret.clone()]) == Strength::Common;
            found.push(Place { is_common, ..Place::new(URL_PASSWORD, secret) });
        }
    }
    end
}

/// Whether a secret-like name and a joint end right before this place: `password: ` or
/// `the password is `.
pub(crate) fn is_secret_key_before(text: &[u8], at: usize) -> bool {
    let before = text[at.saturating_sub(96)..at].trim_ascii_end();
    let before = match before {
        [rest @ .., b'"' | b'\'' | b'`'] => rest.trim_ascii_end(),
        all => all,
    };
    let joint = before.iter().rev().take_while(|byte| b"=:> \t".contains(byte)).count();
    let (mut name, mut is_joined) = (&before[..before.len() - joint], joint > 0);
    if let Some(rest) = name.strip_suffix(b" is") {
        (name, is_joined) = (rest, true);
    }
    let name = name.trim_ascii_end();
    let name = name.strip_suffix(b"\"").or(name.strip_suffix(b"'")).unwrap_or(name);
    let length = name.iter().rev().take_while(|byte| is_name_byte(**byte)).count();
    let mut start = name.len() - length;
    // `API key:` is written in two words; `the password:` must not become one name with `the`.
    if name[start..].eq_ignore_ascii_case(b"key") || name[start..].eq_ignore_ascii_case(b"string") {
        let front = name[..start].trim_ascii_end();
        start = front.len() - front.iter().rev().take_while(|byte| is_name_byte(**byte)).count();
    }
    is_joined && is_secret_name(&String::from_utf8_lossy(&name[start..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        find(kind, text.as_bytes(), &mut found);
        let values: Vec<&str> = found
            .into_iter()
            .filter(|place| !place.is_common)
            .map(|place| &text[place.secret])
            .collect();
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn lines() {
        check(Kind::Lines, "DB_PASSWORD=hunter22\n", &["hunter22"]);
        check(Kind::Lines, "export API_TOKEN='abc def 1' # note\n", &["abc def 1"]);
        check(Kind::Lines, "password = p#w;x ; note\n", &["p#w;x"]);
        check(Kind::Lines, "//registry.npmjs.org/:_authToken=abcd1234ef\n", &["abcd1234ef"]);
        check(Kind::Lines, "MY=q7Zt0Xv9LmPw3RbY8cKd2NfH\n", &["q7Zt0Xv9LmPw3RbY8cKd2NfH"]);
        check(Kind::Lines, "TOKEN=\nNAME=hunter22\n", &[]);
        check(Kind::Lines, "AWS_REGION=us-east-1\nSECRET_REGION=us-east-1\n", &[]);
        check(Kind::Lines, "password=admin\n", &[]);
        check(Kind::Lines, "#DB_PASSWORD=hunter22\n", &["hunter22"]);
        check(Kind::Lines, "# Secrets: keyed fingerprints\n", &[]);
        check(Kind::Lines, "my-secrets = { path = \"x\" }\n", &[]);
    }

    #[test]
    fn structured() {
        check(Kind::Config, r#"{"db": {"password": "hunter22", "host": "x"}}"#, &["hunter22"]);
        check(Kind::Config, "db:\n  password: hunter22 # old\n", &["hunter22"]);
        check(Kind::Config, "- DB_PASSWORD=hunter22\n", &["hunter22"]);
        check(Kind::Config, "- name: DB_PASSWORD\n  value: hunter22\n", &["hunter22"]);
        check(Kind::Config, r#"{"name": "DB_PASSWORD", "value": "hunter22"}"#, &["hunter22"]);
        check(Kind::Config, r#"<add key="ApiToken" value="hunter22"/>"#, &["hunter22"]);
        check(Kind::Config, "<password>hunter22</password>", &["hunter22"]);
        check(Kind::Config, "token: ${{ secrets.GITHUB_TOKEN }}\n", &[]);
        check(Kind::Config, r#"{"forgotPassword": "Forgot your password?"}"#, &[]);
        check(Kind::Config, "secretName: hunter22\n", &[]);
        check(
            Kind::Config,
            "passphrase: correct horse battery staple\n",
            &["correct horse battery staple"],
        );
    }

    #[test]
    fn code() {
        check(Kind::Code, "const apiKey = \"hunter22x\";", &["hunter22x"]);
        check(Kind::Code, "password: str = 'hunter22'", &["hunter22"]);
        check(Kind::Code, "$config['db_password'] = 'hunter22';", &["hunter22"]);
        check(Kind::Code, "define('DB_PASSWORD', 'hunter22');", &["hunter22"]);
        check(Kind::Code, "run --password q7Zt0Xv9LmPw3", &["q7Zt0Xv9LmPw3"]);
        check(Kind::Code, "git clone https://me:hunter22@example.com/x.git", &["hunter22"]);
        check(Kind::Code, "const token = getToken2(user);", &[]);
        check(Kind::Code, "password: string;", &[]);
        check(Kind::Code, "use aws::credentials::provider2::Provide4Credentials;", &[]);
        check(Kind::Code, "parse::<TokenStream>().unwrap1();", &[]);
        check(Kind::Code, "secret_label = \"CLIENT_TRAFFIC_SECRET_0\"", &[]);
        check(Kind::Code, "const SECRET: &str = \"CLIENT_TRAFFIC_SECRET_0\";", &[]);
        check(Kind::Code, "label: \"password\", \"hunter22\"", &[]);
        check(Kind::Code, "The password is required. Token: see below.", &[]);
        check(Kind::Code, "see https://example.com/a?b=c and s3://bucket/key", &[]);
    }

    #[test]
    fn outgoing() {
        check(Kind::Outgoing, r#"{"metric": "exposed_secret", "value": "3f786850e387"}"#, &[]);
        check(Kind::Outgoing, r#"{"api_key": "x9Kd82mPqL0z"}"#, &["x9Kd82mPqL0z"]);
        check(Kind::Outgoing, "secret: aws-access-key-id in config/prod.env, 3 tokens", &[]);
        check(
            Kind::Outgoing,
            "API key x9Kd82mPqL0zRt7Vw3Yb or API key: x9Kd82mPqL0z",
            &["x9Kd82mPqL0z"],
        );
    }

    #[test]
    fn names_before_a_place() {
        let check = |before: &str, expected| {
            assert_eq!(is_secret_key_before(before.as_bytes(), before.len()), expected, "{before}");
        };
        check("password: ", true);
        check("{\"db_password\": \"", true);
        check("API key: `", true);
        check("the password is ", true);
        check("TOKEN=", true);
        check("the password ", false);
        check("owner: ", false);
        check("", false);
    }
}
