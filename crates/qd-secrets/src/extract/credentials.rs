//! Credential files of tools that have their own format: netrc, pgpass, password files, Docker's
//! configuration, and files that are a key as a whole.

use data_encoding::{BASE64, BASE64_NOPAD};

use super::Place;
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

/// `user:hash:...`, one a line: htpasswd, shadow and their kin. Hashes of old kinds have no prefix
/// that a pattern would know.
pub(super) fn passwd(text: &[u8], found: &mut Vec<Place>) {
    let mut at = 0;
    for line in text.split(|&byte| byte == b'\n') {
        let mut fields = line.split(|&byte| byte == b':');
        let (user, hash) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let start = at + user.len() + 1;
        let hash = hash.trim_ascii_end();
        let is_hash = hash.len() >= 11
            && hash.iter().all(|byte| byte.is_ascii_graphic())
            && hash.iter().any(u8::is_ascii_alphanumeric);
        if is_hash && !user.is_empty() && !user.starts_with(b"#") {
            found.push(Place::new("password-hash", start..start + hash.len()));
        }
        at += line.len() + 1;
    }
}

/// `"auth": "dXNlcjpwYXNz"` and npm's `_auth`: base 64 of `user:password`, behind the word that ends
/// here.
pub(super) fn docker_auth(text: &[u8], end: usize, found: &mut Vec<Place>) {
    let is_end_of_key = matches!(text.get(end), Some(b'"' | b'\'' | b' ' | b'=' | b':'));
    let gap = text[end..].iter().take(6).take_while(|b| b"\"' =:\t".contains(b)).count();
    if !is_end_of_key || gap == 0 {
        return;
    }
    let start = end + gap;
    let is_base64 = |b: &&u8| b.is_ascii_alphanumeric() || b"+/=".contains(b);
    let length = text[start..].iter().take(1024).take_while(is_base64).count();
    if user_and_password(&text[start..start + length]).is_some() {
        found.push(Place::new("docker-auth", start..start + length));
    }
}

/// Whether a file is a container of keys as a whole, by its name or its first bytes: PKCS #12, Java
/// and KeePass stores, and private keys in DER.
pub(crate) fn is_key_container(path: &str, bytes: &[u8]) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path).to_ascii_lowercase();
    let ending = name.rsplit('.').next().unwrap_or_default();
    // A sequence of version 0, as PKCS #1 and #8 and SEC 1 keys begin.
    let is_der_key = || {
        bytes.len() < 16 * 1024
            && bytes.starts_with(&[0x30])
            && bytes
                .iter()
                .take(8)
                .zip(bytes.iter().skip(1))
                .zip(bytes.iter().skip(2))
                .any(|((a, b), c)| (*a, *b) == (0x02, 0x01) && *c <= 1)
    };
    match ending {
        "p12" | "pfx" => bytes.starts_with(&[0x30]),
        "jks" | "keystore" => bytes.starts_with(b"\xfe\xed\xfe\xed") || bytes.starts_with(&[0x30]),
        "kdbx" | "kdb" => bytes.starts_with(b"\x03\xd9\xa2\x9a"),
        "der" | "key" | "pk8" => is_der_key(),
        _ => {
            bytes.starts_with(b"\xfe\xed\xfe\xed\x00\x00\x00")
                || bytes.starts_with(b"\x03\xd9\xa2\x9a")
        }
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
        let auth = |text: &[u8], found: &mut Vec<Place>| {
            for end in 4..=text.len() {
                if text[..end].ends_with(b"auth") {
                    docker_auth(text, end, found);
                }
            }
        };
        check(auth, r#"{"auth": "bWU6aHVudGVyMjI="}"#, &["bWU6aHVudGVyMjI="]);
        check(auth, "_auth=bWU6aHVudGVyMjI=", &["bWU6aHVudGVyMjI="]);
        check(auth, "author: nobody1 auth", &[]);
        check(auth, r#"{"auth": "required"}"#, &[]);
        check(
            passwd,
            "me:$apr1$abc$x9Kd82mPqL0zRt7Vw3Yb.1\nold:rqXexS6ZhobKA\nroot:x:0:0\ndaemon:*:1:1\nsha:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=\n",
            &[
                "$apr1$abc$x9Kd82mPqL0zRt7Vw3Yb.1",
                "rqXexS6ZhobKA",
                "{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=",
            ],
        );
    }

    #[test]
    fn containers_of_keys() {
        assert!(is_key_container("a/client.p12", b"\x30\x82\x01\x02"));
        assert!(is_key_container("release.jks", b"\xfe\xed\xfe\xed\0\0\0\x02"));
        assert!(is_key_container("k.der", b"\x30\x82\x04\xa4\x02\x01\x00\x02\x82"));
        assert!(!is_key_container("cert.der", b"\x30\x82\x04\xa4\x30\x82\x03\x8c"));
        assert!(!is_key_container("logo.png", b"\x89PNG"));
        assert!(!is_key_container("notes.key", b"a text"));
    }
}
