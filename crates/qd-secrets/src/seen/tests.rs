use super::*;

fn set() -> Seen {
    Seen::new(&SecretKey::new([7; 32]))
}

fn check_registers(key: &str, value: &str, expected: Option<&str>) {
    let rule = set().register_assignment(key, value);
    assert_eq!(rule.as_ref().map(RuleName::as_str), expected, "{key} = {value}");
}

#[test]
fn registered_by_name_or_shape() {
    for (key, value, rule) in [
        ("DB_PASSWORD", "hunter22", ASSIGNED),
        ("password", "operations", ASSIGNED),
        ("POSTGRES_PASSWORD", "'quoted pass 1'", ASSIGNED),
        ("API_TOKEN", "123e4567-e89b-12d3-a456-426614174000", ASSIGNED),
        ("SECRET_KEY", "/wJalrXUtnFEM1K7MDENGbPxRfiCYzzzzzzzKEY0", ASSIGNED),
        ("DATABASE_URL", "postgres://app:s3cr3tpw9@db.example.com/app", URL_PASSWORD),
        ("WEBHOOK", "https://example.com/hook?token=a8s7d6f5a8s7d6f5", URL_PASSWORD),
        ("CONNECTION_STRING", "Server=db.example.com;User=app;Password=s3cr3t!pw;", ASSIGNED),
        ("PLAIN", "AKIAQ3EGRIXZ2ABCD7XY", "aws-access-key-id"),
        ("STRIPE", concat!("sk_", "live_51H8abcdEFGHijklMNOPqrst"), "stripe-secret-key"),
        ("SENDER", "q7Zt0Xv9LmPw3RbY8cKd2NfH", RANDOM),
    ] {
        check_registers(key, value, Some(rule));
    }
}

#[test]
fn not_registered_whatever_the_name() {
    for (key, value) in [
        ("AWS_REGION", "us-west-2"),
        ("SECRET_REGION", "us-west-2"),
        ("SES_FROM_ADDRESS", "reports@example.com"),
        ("password", "reports@example.com"),
        ("SECRET", "email-smtp.us-west-2.amazonaws.com"),
        ("TOKEN_FILE", "/var/run/secrets/token"),
        ("token", "/var/run/secrets/token"),
        ("API_SECRET", "https://api.example.com/v1"),
        ("token", "4096"),
        ("password", "true"),
        ("secret", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf"),
        ("password", "changeme"),
        ("password", "${DB_PASSWORD}"),
        ("password", "<your password>"),
        ("api_key", "xxxxxxxxxxxx"),
        ("SES_CONFIGURATION_SET", "reports-production"),
        ("GIT_COMMIT", "3f786850e387550fdab836ed7e6dc881de23001b"),
        ("IMAGE", "sha256:3f786850e387550fdab836ed7e6dc881de23001b3f786850e387550fdab836ed"),
        ("USER_POOL_ID", "us-east-1_AbCdEf123"),
        ("RECAPTCHA_SITE_KEY", "6LeIxAcTAAAAAJcZVRqyHh71UMIEGNQ_MXjiZKhI"),
        ("integrity", "sha512-q7Zt0Xv9LmPw3RbY8cKd2NfHq7Zt0Xv9LmPw3RbY8cKd2NfH=="),
        ("sort_key", "status"),
        ("NAME", "Harbor Charters"),
        ("DATABASE_URL", "postgres://db.example.com/app"),
        ("DATABASE_URL", "postgres://app:${PASSWORD}@db.example.com/app"),
        ("CACHE", "Server=db.example.com;Port=5432;"),
    ] {
        check_registers(key, value, None);
    }
}

#[test]
fn a_url_registers_its_password_alone() {
    let seen = set();
    seen.register_assignment("DATABASE_URL", "postgres://app:s3cr3tpw9@db.example.com/app");
    assert_eq!(seen.len(), 1);
    assert_eq!(seen.strong_in(b"the s3cr3tpw9 of db.example.com").len(), 1);
    assert!(seen.strong_in(b"db.example.com/app").is_empty());
}

#[test]
fn found_whole_in_any_case() {
    let seen = set();
    seen.register("test", "Tr0ub4dor&3");
    let known = seen.strong_in(b"xtr0ub4dor&3y");
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].span, 1..12);
    assert!(seen.strong_in(b"tr0ub4dor&4").is_empty());
}

#[test]
fn half_a_random_value_is_a_piece_of_it() {
    let seen = set();
    seen.register("test", "q7Zt0Xv9LmPw3RbY8cKd2NfH");
    assert!(!seen.pieces_in(b"xxxxxxpw3rby8ckd2nfh").is_empty());
    assert!(seen.pieces_in(b"pw3rby8ckd2").is_empty(), "eleven are not enough");
}

#[test]
fn a_long_value_is_found_by_a_piece() {
    let seen = set();
    let value: String = (0..200).map(|i| format!("{:x}Z", i * 7919)).collect();
    seen.register("test", &value);
    let folded = value.to_ascii_lowercase();
    assert!(!seen.strong_in(&folded.as_bytes()[..80]).is_empty());
}

#[test]
fn a_weak_value_needs_its_context() {
    let seen = set();
    seen.register("test", "operations");
    seen.register("test", "admin");
    assert!(seen.strong_in(b"operations").is_empty());
    let at = |text: &str, context| seen.weak_at(text.as_bytes(), 0..text.len(), context).is_some();
    assert!(at("operations", Context::Cell));
    assert!(!at("admin", Context::Cell));
    assert!(at("admin", Context::Key));
    assert!(!at("operator", Context::Key));
}

#[test]
fn debug_shows_a_count_alone() {
    let seen = set();
    seen.register("test", "hunter22x");
    seen.register("test", "hunter22x");
    assert_eq!(format!("{seen:?}"), "Seen(1 values)");
}
