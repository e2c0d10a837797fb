//! What stands between a secret's name and its value, in every syntax.

use std::ops::Range;
use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

use super::Kind;

/// Bytes behind a name in which its value must begin.
const REACH: usize = 256;
/// Lines and bytes below a template's parameter in which its default must stand.
const DEFAULT_REACH: usize = 400;

/// Where a value begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// Behind a mark.
    Value(usize),
    /// Behind a tag.
    Element(usize),
    /// Behind the `Default:` of a parameter.
    Nested(usize),
}

/// What may stand between a name and its value.
static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    let joint = concat!(
        r#"^(?:"#,
        // A mark of assignment, with the quote of the name and a type between, in code as well as
        // in a string of a notebook: `": "`, `\": \"`, `: &str = "`, `=> '`, ` || '`, `']=`.
        r#"\\?["'`\]]{0,2}[ \t]{0,16}(?:\?|!)?(?::[ \t]{0,4}[&A-Za-z][A-Za-z0-9_<>\[\]|.&' ]{0,40}[ \t]{1,4}=|=>|:=|={1,3}|\|\||\?\?|::?)[ \t>]{0,16}"#,
        // `<add key="NAME" value="x">`, `name: NAME, value: x`, `ParameterKey=NAME,ParameterValue=x`.
        r#"|["'],?\s{1,40}value\s{0,4}=\s{0,4}"#,
        r#"|["']?,?\s{0,40}["']?(?:Parameter)?[Vv]alue["']?[ \t]{0,4}[:=][ \t]{0,8}"#,
        // A property list.
        r#"|</key>\s{0,40}<string>"#,
        // Arguments.
        r#"|["'],[ \t]{0,8}"#,
        r#")"#
    );
    RegexBuilder::new(joint).unicode(false).build().expect("the joint is a constant and tested")
});

/// The default of a parameter below its name, in YAML, JSON and HCL.
static DEFAULT: LazyLock<Regex> = LazyLock::new(|| {
    let default = r#"^["']?[ \t]{0,4}:?[ \t]{0,4}\{?[ \t]{0,4}\r?\n(?:[ \t]+[A-Za-z"'_]{1,24}[ \t]{0,4}[:=][^\n]{0,100}\n){0,4}[ \t]+["']?[Dd]efault["']?[ \t]{0,12}[:=][ \t]{0,4}"#;
    RegexBuilder::new(default).unicode(false).build().expect("the default is a constant and tested")
});

/// Whether anything like a joint follows a name: the cheap question, asked of every `path` and `key`
/// of a text.
pub(super) fn may_follow(text: &[u8], name: Range<usize>) -> bool {
    let rest = &text[name.end..text.len().min(name.end + 24)];
    let is_blank = rest.first().is_some_and(u8::is_ascii_whitespace);
    match rest.iter().find(|byte| !b"\"'`])\\ \t".contains(byte)) {
        Some(b'=' | b':' | b'<' | b'>' | b'?' | b'|' | b'!' | b',' | b'\r' | b'\n' | b'{') => true,
        Some(b'v' | b'V' | b'P') => true,
        Some(b'(') => is_setter(&text[name]),
        // `--password x`, `ENV NAME x`, `<Pass encoding="base64">`.
        Some(_) => is_blank || text[name].starts_with(b"--"),
        None => !rest.is_empty(),
    }
}

/// Where the value of a name begins, if it has one.
pub(super) fn start(kind: Kind, text: &[u8], name: Range<usize>) -> Option<Start> {
    let rest = &text[name.end..text.len().min(name.end + REACH)];
    if let Some(at) = nested(kind, text, name.clone()) {
        return Some(Start::Nested(at));
    }
    if let Some(joint) = JOINT.find(rest) {
        let mut at = joint.end();
        if !is_joint_of(kind, text, &name, joint.as_bytes()) {
            return None;
        }
        // `token::Kind` is a path, `userPassword:: x` is LDIF.
        if joint.as_bytes().trim_ascii_end().ends_with(b"::") && !rest[..at].ends_with(b" ") {
            return None;
        }
        if joint.as_bytes().ends_with(b"<string>") {
            return Some(Start::Element(name.end + at));
        }
        // A part of a resource's name: `arn:...:secret:db-AbCdEf`.
        if text[..name.start].ends_with(b":") && joint.as_bytes() == b":" {
            return None;
        }
        // YAML's block: the value stands on the next line.
        if kind == Kind::Config
            && let Some(length) = block_mark(&rest[at..])
        {
            at += length;
        }
        return Some(Start::Value(name.end + at));
    }
    if text[..name.start].ends_with(b"<") {
        return element(rest).map(|at| Start::Element(name.end + at));
    }
    if let Some(gap) = call(text, &name, rest) {
        return Some(Start::Value(name.end + gap));
    }
    has_blank_joint(kind, text, &name, rest).then(|| {
        let blanks = rest.iter().take_while(|byte| b" \t".contains(byte)).count();
        Start::Value(name.end + blanks)
    })
}

/// The default of a parameter: `DbPassword:`, `Type: String`, `Default: x`; `variable "db_password" {`.
fn nested(kind: Kind, text: &[u8], name: Range<usize>) -> Option<usize> {
    let is_variable = text[..name.start].ends_with(b"variable \"");
    if kind != Kind::Config && !is_variable {
        return None;
    }
    let rest = &text[name.end..text.len().min(name.end + DEFAULT_REACH)];
    DEFAULT.find(rest).map(|found| name.end + found.end())
}

/// The length of `|` or `>-` with its line end and the blanks before the value.
fn block_mark(rest: &[u8]) -> Option<usize> {
    let mark = rest.iter().take_while(|byte| b"|>-+".contains(byte)).count();
    let line_end = rest[mark..].iter().take_while(|byte| b" \t\r".contains(byte)).count() + mark;
    let is_block = mark > 0 && rest[0] != b'-' && rest.get(line_end) == Some(&b'\n');
    is_block.then(|| {
        let blanks = rest[line_end + 1..].iter().take_while(|byte| b" \t".contains(byte)).count();
        line_end + 1 + blanks
    })
}

/// The length of the rest of an opening tag: `>`, ` encoding="base64">`.
fn element(rest: &[u8]) -> Option<usize> {
    match rest.first()? {
        b'>' => Some(1),
        byte if byte.is_ascii_whitespace() => {
            let end = rest.iter().take(120).position(|byte| *byte == b'>')?;
            (rest[end - 1] != b'/' && !rest[..end].contains(&b'<')).then_some(end + 1)
        }
        _ => None,
    }
}

/// `setPassword("x")`: the length up to the value.
fn call(text: &[u8], name: &Range<usize>, rest: &[u8]) -> Option<usize> {
    match rest {
        [b'(', b'"' | b'\'', ..] if is_setter(&text[name.clone()]) => Some(1),
        _ => None,
    }
}

fn is_setter(name: &[u8]) -> bool {
    let last = name.rsplit(|byte| *byte == b'.').next().unwrap_or(name);
    last.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(b"set"))
}

/// Whether blanks alone join here: behind a flag, in files of words, and behind the words that
/// define a name.
fn has_blank_joint(kind: Kind, text: &[u8], name: &Range<usize>, rest: &[u8]) -> bool {
    if !rest.first().is_some_and(|byte| b" \t".contains(byte)) {
        return false;
    }
    let line_start = text[name.start.saturating_sub(80)..name.start]
        .rsplit(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default()
        .trim_ascii_start();
    let defines =
        [&b"#define"[..], b"set", b"setx", b"setenv", b"ENV", b"ARG", b"export", b"Const"];
    let is_defined = defines.iter().any(|word| {
        line_start.len() > word.len()
            && line_start[..word.len()].eq_ignore_ascii_case(word)
            && line_start[word.len()..].trim_ascii().is_empty()
    });
    let is_statement = kind == Kind::Sql && text[name.clone()].eq_ignore_ascii_case(b"password");
    text[name.clone()].starts_with(b"--")
        || is_defined
        || is_statement && rest.trim_ascii_start().starts_with(b"'")
        || kind == Kind::Words && line_start.split(u8::is_ascii_whitespace).count() <= 2
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
