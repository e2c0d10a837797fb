//! The secret parts of a URL: the password before the `@`, and the values of secret parameters.
//!
//! The rest of a URL (scheme, host, path) is not secret and is never registered.

use std::ops::Range;

use crate::entropy::looks_random;
use crate::keyname::is_secret_name;

/// Where the scheme's `://` ends, if the value begins with one.
pub(crate) fn scheme_end(value: &[u8]) -> Option<usize> {
    let colon = value.iter().take(32).position(|&byte| byte == b':')?;
    let is_scheme = colon >= 2
        && value[..colon].iter().all(|b| b.is_ascii_alphanumeric() || b"+.-".contains(b))
        && value[colon..].starts_with(b"://");
    is_scheme.then_some(colon + 3)
}

/// Ranges of the parts that must not be shown, in order.
pub(crate) fn secret_parts(value: &[u8]) -> Vec<Range<usize>> {
    let Some(start) = scheme_end(value) else { return Vec::new() };
    let rest = &value[start..];
    let end = rest.iter().position(|b| b"/?# \t\r\n\"'<>".contains(b)).unwrap_or(rest.len());
    let mut parts = Vec::new();
    // An unescaped `@` or `/` in a password is an error that people make: take the last `@` of
    // the authority, and look past its end only if none was found.
    if let Some(at) = rest[..end].iter().rposition(|&byte| byte == b'@') {
        parts.extend(credential(&rest[..at]).map(|part| start + part.start..start + part.end));
    }
    parts.extend(parameters(value, start + end));
    parts
}

fn credential(userinfo: &[u8]) -> Option<Range<usize>> {
    match userinfo.iter().position(|&byte| byte == b':') {
        Some(colon) if colon + 1 < userinfo.len() => Some(colon + 1..userinfo.len()),
        Some(0) | None if looks_random(userinfo) => Some(0..userinfo.len()),
        Some(colon) if looks_random(&userinfo[..colon]) => Some(0..colon),
        _ => None,
    }
}

fn parameters(value: &[u8], from: usize) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let Some(query) = value[from..].iter().position(|&byte| byte == b'?') else { return parts };
    let mut at = from + query + 1;
    for pair in value[at..].split(|b| b"&;#".contains(b)) {
        if let Some(equals) = pair.iter().position(|&byte| byte == b'=') {
            let name = String::from_utf8_lossy(&pair[..equals]);
            let is_secret = is_secret_name(&name) || matches!(&*name, "sig" | "key" | "code");
            // A link in Markdown ends with a bracket that is not part of it.
            let end = pair.iter().position(|byte| b")]}".contains(byte)).unwrap_or(pair.len());
            if is_secret && end > equals + 8 {
                parts.push(at + equals + 1..at + end);
            }
        }
        at += pair.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(url: &str, expected: &[&str]) {
        let parts: Vec<&str> = secret_parts(url.as_bytes()).into_iter().map(|r| &url[r]).collect();
        assert_eq!(parts, expected, "{url}");
    }

    #[test]
    fn secret_parts_of_urls() {
        check("https://example.com/a?b=c", &[]);
        check("not a url", &[]);
        check("postgres://app:s3cr3t@db:5432/app", &["s3cr3t"]);
        check("postgres://app:p@ss@db/app", &["p@ss"]);
        check("https://user@example.com/x", &[]);
        check("https://ghp0a9B8c7D6e5F4@github.com/x", &["ghp0a9B8c7D6e5F4"]);
        check("https://x.com/h?id=7&api_key=abcd1234&z=1", &["abcd1234"]);
        check("https://x.com/b.svg?token=abcd1234)](https://x.com", &["abcd1234"]);
        check("redis://:longpass1@cache:6379", &["longpass1"]);
    }
}
