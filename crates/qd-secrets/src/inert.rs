//! Values that are never secret, whatever their key is called: regions, addresses, hosts, paths,
//! plain URLs, numbers, booleans, resource names and placeholders.
//!
//! This list is what keeps the product useful: without it every report would be blocked by its own
//! sender's address. It must stay narrow, because each entry is also a way past the detector.

use std::sync::LazyLock;

use regex::bytes::{RegexSet, RegexSetBuilder};

use crate::entropy::looks_random;

/// Shapes that hold for the whole value, in ASCII, without regard to case.
const SHAPES: &[&str] = &[
    // Cloud regions and zones: us-east-1, us-gov-west-1, eu-west-1a, europe-west1-b.
    r"(?:us|eu|ap|sa|ca|me|af|il|cn|mx)(?:-gov|-iso[a-z]?)?-[a-z]+-[0-9][a-z]?",
    r"(?:us|europe|asia|australia|northamerica|southamerica|me|africa)-[a-z]+[0-9]{1,2}(?:-[a-z])?",
    // Mail addresses, with or without a display name, and lists of them.
    r#"(?:[^<>@;,]{0,80}<)?[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+>?(?:[,; ]+(?:[^<>@;,]{0,80}<)?[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+>?)*"#,
    // Hosts by their usual endings, with an optional port; wildcards and IPv4 included.
    r"(?:\*\.)?(?:[a-z0-9_-]{1,63}\.)+(?:com|net|org|io|dev|app|co|us|uk|de|eu|ca|local|internal|cloud|ai|gov|edu|info|biz|example|test|invalid|localhost)\.?(?::[0-9]{1,5})?",
    r"(?:localhost|(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?:/[0-9]{1,2})?)(?::[0-9]{1,5})?",
    // Numbers, amounts, dates, times, versions, sizes and durations.
    r"[-+]?[$]?[0-9][0-9_,]*(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?(?:%| ?(?:[kmgt]i?b|b|[a-z]{3}|ms|[smhdwy]|px|em|days?|hours?|minutes?|seconds?))?",
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[t ][0-9:.]+(?:z|[-+][0-9:]+)?)?",
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
    r"v?[0-9]+(?:\.[0-9]+){1,3}(?:[-+](?:alpha|beta|rc|build|dev|pre)[.-]?[0-9]*)?",
    r"0x[0-9a-f_]+(?:[iu](?:8|16|32|64|128|size))?",
    // Booleans, absences, permissions and levels.
    r"true|false|yes|no|on|off|null|nil|none|undefined|n/a|enabled|disabled|required|optional|read|write|inherit|allow|deny|warn|forbid|error",
    // Resource names.
    r"arn:[a-z0-9-]+:[^\s]*",
    // References to where the value really is, in shells, templates, vaults and code.
    r"\$\{[^}]*\}.*|\$\([^)]*\).*|\{\{.*\}\}.*|\{%.*|%[a-z_][a-z0-9_]*%|(?-i:\$[A-Z_][A-Z0-9_]*)|<[^<>]*>|\[[a-z :_-]*\]|@[a-z_.]+@",
    r"(?:!ref|!sub|!getatt|!importvalue|fn::|ref:|ssm:|vault:|op://|secretsmanager:|keyvault:|env:|file:|data:).*",
    r"(?:process\.env|os\.environ|os\.getenv|env|secrets|vars?|config|settings|self|this|local|module|data|params|request|args|options|props|ctx|context|std)[.\[(].*",
    // Placeholders, and the examples of a vendor's manual.
    r"(?-i:[A-Za-z0-9/+=_-]*EXAMPLE[A-Z]*)",
    r"(?:change|replace|fill)[-_ ]?(?:me|this|it|in)?(?:[-_ !][a-z_ !-]*)?|(?:my|your|insert|enter|example|sample|dummy|fake|placeholder|todo|tbd|redacted|masked|hidden|foobar|foo|bar)(?:[-_ ][a-z_ -]*)?|.*[-_ ]here|x{3,}[-x]*|\*+|\.{2,}|-+|_+|#+|\?+",
];

static INERT: LazyLock<RegexSet> = LazyLock::new(|| {
    let anchored: Vec<String> = SHAPES.iter().map(|shape| format!("^(?:{shape})$")).collect();
    RegexSetBuilder::new(anchored)
        .unicode(false)
        .case_insensitive(true)
        .build()
        .expect("the shapes are constants and tested")
});

/// Whether the value is one of the harmless kinds.
pub(crate) fn is_inert(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    value.len() < 4
        || repeats_one_byte(value)
        || is_plain_url(value)
        || INERT.is_match(value)
        || is_path(value)
}

fn repeats_one_byte(value: &[u8]) -> bool {
    value.iter().all(|&byte| byte == value[0])
}

/// A URL without credentials. One with them is split by [`crate::url`] before it gets here.
fn is_plain_url(value: &[u8]) -> bool {
    crate::url::scheme_end(value).is_some_and(|end| end > 0)
        && crate::url::secret_parts(value).is_empty()
}

/// A path by how it begins, or by ending in a file name. A random key may hold and begin with
/// slashes too, so its parts must look like names.
fn is_path(value: &[u8]) -> bool {
    let begins = [&b"/"[..], b"./", b"../", b"~/", b"~\\", b".\\"]
        .iter()
        .any(|start| value.starts_with(start))
        || (value.len() > 3 && value[0].is_ascii_alphabetic() && &value[1..3] == b":\\");
    let ends = value.iter().rposition(|&byte| byte == b'/').is_some_and(|slash| {
        let name = &value[slash + 1..];
        name.iter().rposition(|&byte| byte == b'.').is_some_and(|dot| {
            let extension = &name[dot + 1..];
            dot > 0 && (1..=5).contains(&extension.len()) && extension[0].is_ascii_alphabetic()
        })
    });
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"/\\._-:~ @*{}$()".contains(byte);
    (begins || ends) && value.iter().all(is_name) && !looks_random(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_values() {
        for value in [
            "us-east-1",
            "us-gov-west-1",
            "eu-central-1b",
            "us-central1",
            "europe-west1-b",
            "reports@example.com",
            "Harbor Reports <reports@example.com>",
            "a@b.co, c@d.org",
            "db.example.com",
            "db.example.com:5432",
            "127.0.0.1",
            "10.0.0.0/16",
            "localhost:3000",
            "email-smtp.us-west-2.amazonaws.com",
            "/var/run/secrets/token",
            "./keys/dev.pem",
            "config/prod.yaml",
            "C:\\keys\\dev.pem",
            "https://example.com/a?b=c",
            "s3://bucket/key",
            "12345678",
            "3.14",
            "1,200.00",
            "$1,200.00",
            "90 days",
            "512MB",
            "2026-09-30",
            "2026-09-30T10:00:00Z",
            "true",
            "False",
            "none",
            "arn:aws:iam::123456789012:role/x",
            "changeme",
            "change-me",
            "changeme!",
            "${DB_PASSWORD}",
            "$(cat token)",
            "$TOKEN",
            "{{ secret }}",
            "<your token>",
            "xxxx",
            "XXXXXXXX",
            "********",
            "....",
            "your-api-key",
            "your_token_here",
            "TODO",
            "[secret: assigned-secret]",
            "process.env.TOKEN",
            "os.environ['TOKEN']",
            "!Ref Password",
            "{{resolve:ssm:x}}",
            "secrets.GITHUB_TOKEN",
            "aaaaaaaaaa",
            "v1.2.3",
            "example-key",
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            "0xC0000465_u32",
            "write",
            "warn",
            "10:30",
        ] {
            assert!(is_inert(value.as_bytes()), "{value} is harmless");
        }
    }

    #[test]
    fn secret_values() {
        for value in [
            "hunter22",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY",
            "/wJalrXUtnFEM1K7MDENGbPxRfiCYzzzzzzzKEY0",
            "correct horse battery staple",
            "p@ssw0rd",
            "postgres://app:s3cr3tpw9@db.example.com/app",
            "Summer2026!",
            "mypassw0rd1",
            "123e4567-e89b-12d3-a456-426614174000",
            "operations",
            "Tr0ub4dor&3",
            "12abcDEF34",
        ] {
            assert!(!is_inert(value.as_bytes()), "{value} may be secret");
        }
    }
}
