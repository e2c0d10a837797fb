//! Whether a key's name says that its value is secret: `DB_PASSWORD`, `apiKey`, `client-secret`.
//!
//! A name is cut into words and read from its end, because the last word is the noun:
//! `secret_name` is a name, `name_secret` is a secret.

/// Words that make a name secret wherever they stand.
const SECRET_WORDS: &[&str] = &[
    "secret",
    "secrets",
    "token",
    "password",
    "passwd",
    "passphrase",
    "credential",
    "credentials",
    "apikey",
    "authtoken",
    "requirepass",
    "masterauth",
    "bindpw",
    "rootpw",
    "userpassword",
];

/// Words that make a name secret as its noun, and mean other things before one: `pass_by_value`.
const SECRET_NOUNS: &[&str] = &[
    "pass", "passcode", "pwd", "pw", "creds", "dsn", "salt", "pepper", "bearer", "jwt", "pat",
    "psk",
];

/// Endings of names written without separators: `PGPASSWORD`, `MYAPIKEY`, `STRIPESECRET`.
const SECRET_ENDINGS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "authtoken",
    "accesstoken",
    "authkey",
    "signingkey",
    "encryptionkey",
    "masterkey",
    "accountkey",
    "credentials",
    "connectionstring",
];

/// What stands before `key` (or `string`, for connections) in a secret's name.
const KEY_KINDS: &[&str] = &[
    "api",
    "access",
    "private",
    "secret",
    "auth",
    "signing",
    "encryption",
    "encrypt",
    "master",
    "account",
    "service",
    "shared",
    "session",
    "webhook",
    "admin",
    "license",
    "deploy",
    "ssh",
    "app",
    "application",
    "hmac",
    "cipher",
    "aes",
    "token",
    "storage",
    "integration",
    "license",
];

/// Last words that turn a secret's name into the name of something about it.
const ABOUT_WORDS: &[&str] = &[
    "url",
    "uri",
    "endpoint",
    "name",
    "names",
    "id",
    "ids",
    "arn",
    "arns",
    "path",
    "paths",
    "file",
    "files",
    "filename",
    "dir",
    "length",
    "len",
    "policy",
    "type",
    "ttl",
    "age",
    "expiry",
    "expires",
    "expiration",
    "expired",
    "count",
    "limit",
    "max",
    "min",
    "region",
    "hint",
    "label",
    "field",
    "param",
    "parameter",
    "header",
    "enabled",
    "required",
    "rotation",
    "version",
    "host",
    "port",
    "algorithm",
    "alg",
    "format",
    "prefix",
    "suffix",
    "issuer",
    "audience",
    "scope",
    "scopes",
    "provider",
    "manager",
    "store",
    "source",
    "ref",
    "strategy",
    "mode",
    "rules",
    "reset",
    "usage",
    "method",
    "class",
    "symbol",
    "budget",
    "price",
    "cost",
    "lifetime",
    "timeout",
];

/// Words that say the value is meant to be seen, or is a digest.
const PUBLIC_WORDS: &[&str] = &[
    "public",
    "publishable",
    "pub",
    "site",
    "sitekey",
    "hash",
    "sha",
    "sha1",
    "sha256",
    "sha512",
    "md5",
    "digest",
    "checksum",
    "integrity",
    "etag",
    "commit",
    "revision",
    "primary",
    "foreign",
    "partition",
    "sort",
    "idempotency",
    "cache",
    "example",
    "boundary",
    "certificate",
    "cert",
];

/// Whether the name alone makes its value a secret.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let words = words_of(name);
    let Some(last) = words.last() else { return false };
    if ABOUT_WORDS.contains(&last.as_str()) || is_public_name(&words) {
        return false;
    }
    let joined = words.concat();
    words.iter().any(|word| SECRET_WORDS.contains(&word.as_str()))
        || SECRET_NOUNS.contains(&last.as_str())
        || SECRET_ENDINGS.iter().any(|ending| joined.ends_with(ending))
        || words.windows(2).any(|pair| is_secret_pair(&pair[0], &pair[1]))
}

/// Whether the name says that its value may be shown or merely identifies: `SITE_KEY`,
/// `commit_sha`, `user_pool_id`. Such a value is not secret by looking random.
pub(crate) fn identifies(name: &str) -> bool {
    let words = words_of(name);
    words.last().is_some_and(|last| ABOUT_WORDS.contains(&last.as_str())) || is_public_name(&words)
}

fn is_public_name(words: &[String]) -> bool {
    words.iter().any(|word| PUBLIC_WORDS.contains(&word.as_str()))
}

fn is_secret_pair(first: &str, second: &str) -> bool {
    match second {
        "key" | "keys" => KEY_KINDS.contains(&first),
        "string" | "str" => matches!(first, "connection" | "conn"),
        _ => false,
    }
}

/// Cuts `dbPassword`, `DB_PASSWORD`, `db.password` and `HTTPToken` into lower-case words.
fn words_of(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let bytes = name.as_bytes();
    for (i, &byte) in bytes.iter().enumerate().take(256) {
        let starts_word = byte.is_ascii_uppercase()
            && i > 0
            && (bytes[i - 1].is_ascii_lowercase()
                || bytes[i - 1].is_ascii_digit()
                || (bytes[i - 1].is_ascii_uppercase()
                    && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase)));
        if !byte.is_ascii_alphanumeric() || starts_word {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        }
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    // `password2` and `token_1` are the second of their kind, not another noun.
    for word in &mut words {
        let stem = word.trim_end_matches(|c: char| c.is_ascii_digit());
        if SECRET_WORDS.contains(&stem) || SECRET_NOUNS.contains(&stem) {
            word.truncate(stem.len());
        }
    }
    while words.len() > 1 && words.last().is_some_and(|last| last.parse::<u32>().is_ok()) {
        words.pop();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "PGPASSWORD",
            "db.password",
            "STRIPE_SECRET",
            "client-secret",
            "api_key",
            "apiKey",
            "APIKEY",
            "X-Api-Key",
            "AWS_SECRET_ACCESS_KEY",
            "aws_session_token",
            "privateKey",
            "SENTRY_DSN",
            "ConnectionString",
            "AccountKey",
            "_authToken",
            "NPM_TOKEN",
            "smtp_pass",
            "SMTP_PWD",
            "credentials",
            "HTTPToken",
            "password2",
            "SECRET_KEY_BASE",
            "signing key",
            "AUTH_SALT",
            "DATABASE_PASSWORD_1",
        ] {
            assert!(is_secret_name(name), "{name} names a secret");
        }
    }

    #[test]
    fn names_of_other_things() {
        for name in [
            "",
            "name",
            "AWS_REGION",
            "SES_FROM_ADDRESS",
            "key",
            "keyboard",
            "monkey",
            "primaryKey",
            "sort_key",
            "secret_name",
            "SecretArn",
            "token_url",
            "password_min_length",
            "PasswordPolicy",
            "tokenTTL",
            "STRIPE_PUBLISHABLE_KEY",
            "RECAPTCHA_SITE_KEY",
            "public_key",
            "KMS_KEY_ID",
            "client_id",
            "compass",
            "author",
            "max_tokens_count",
            "passenger",
            "idempotency-key",
            "needless_pass_by_value",
            "secret_file",
            "bucket_key",
            "tokenizer",
        ] {
            assert!(!is_secret_name(name), "{name} names no secret");
        }
    }
}
