//! Credential files of tools that have their own format: netrc, pgpass, Docker's configuration.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::Place;
use super::pem::position;
use crate::inert::is_inert;

/// `machine api.example.com login deploy password x`, on one line or several.
pub(super) fn netrc(text: &[u8], found: &mut Vec<Place>) {
    let mut is_password = false;
    let mut at = 0;
    for word in text.split(u8::is_ascii_whitespace) {
        if is_password && !word.is_empty() && !is_inert(word) {
            found.push(Place::new("netrc-password", at..at + word.len()));
        }
        is_password = if word.is_empty() { is_password } else { word == b"password" };
        at += word.len() + 1;
    }
}

/// `host:port:database:user:password`, with `\:` for a colon in a field.
pub(super) fn pgpass(text: &[u8], found: &mut Vec<Place>) {
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let colons: Vec<usize> = (0..line.len())
            .filter(|&i| line[i] == b':' && (i == 0 || line[i - 1] != b'\\'))
            .take(5)
            .collect();
        if let [_, _, _, last] = colons[..]
            && !line.starts_with(b"#")
        {
            let password = line[last + 1..].trim_ascii_end();
            if !password.is_empty() && password != b"*" {
                let start = at + last + 1;
                found.push(Place::new("pgpass-password", start..start + password.len()));
            }
        }
        at += line.len() + 1;
    }
}

/// `"auth": "dXNlcjpwYXNz"` and npm's `_auth`: base 64 of `user:password`.
pub(super) fn docker_auth(text: &[u8], found: &mut Vec<Place>) {
    let mut from = 0;
    while let Some(at) = position(text, from, b"auth") {
        from = at + 4;
        let is_end_of_key = matches!(text.get(from), Some(b'"' | b'\'' | b' ' | b'=' | b':'));
        let gap = text[from..].iter().take(6).take_while(|b| b"\"' =:\t".contains(b)).count();
        if !is_end_of_key || gap == 0 {
            continue;
        }
        let start = from + gap;
        let is_base64 = |b: &&u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
        let length = text[start..].iter().take(1024).take_while(is_base64).count();
        if user_and_password(&text[start..start + length]).is_some() {
            found.push(Place::new("docker-auth", start..start + length));
        }
        from = start;
    }
}

/// The decoded `user:password` of a Basic credential, if it is one.
pub(crate) fn user_and_password(value: &[u8]) -> Option<Vec<u8>> {
    if value.len() < 8 {
        return None;
    }
    let plain = BASE64.decode(value).or_else(|_| BASE64_NOPAD.decode(value)).ok()?;
    let is_text = plain.iter().all(|byte| (b' '..=b'~').contains(byte));
    let colon = plain.iter().position(|&byte| byte == b':')?;
    (is_text && colon > 0 && plain.len() - colon > 4).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(read: fn(&[u8], &mut Vec<Place>), text: &str, expected: &[&str]) {
        let mut found = Vec::new();
        read(text.as_bytes(), &mut found);
        let values: Vec<&str> = found.into_iter().map(|place| &text[place.secret]).collect();
        assert_eq!(values, expected, "{text}");
    }

    #[test]
    fn passwords_by_format() {
        check(netrc, "machine x.com login me password hunter22\n", &["hunter22"]);
        check(netrc, "machine x\n login me\n password\n  hunter22", &["hunter22"]);
        check(pgpass, "db:5432:app:me:hunter22\n# a:b:c:d:e\n*:*:*:*:*\n", &["hunter22"]);
        check(docker_auth, r#"{"auth": "bWU6aHVudGVyMjI="}"#, &["bWU6aHVudGVyMjI="]);
        check(docker_auth, "_auth=bWU6aHVudGVyMjI=", &["bWU6aHVudGVyMjI="]);
        check(docker_auth, "author: nobody1 auth", &[]);
        check(docker_auth, r#"{"auth": "required"}"#, &[]);
    }
}
