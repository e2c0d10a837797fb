use super::*;

/// Written in two halves, so that no scanner of this repository takes them for real.
const POSITIVES: &[(&str, &[&str])] = &[
    ("aws-access-key-id", &["AKIA", "Q3EGRIXZ2ABCD7XY"]),
    ("aws-temporary-key-id", &["ASIA", "Q3EGRIXZ2ABCD7XY"]),
    (
        "aws-secret-access-key",
        &["aws_secret_access_key = ", "wJalrXUtnFEMI9K7MDENG2bPxRfiCYzzW1q9Lk0T"],
    ),
    ("github-token", &["ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"]),
    ("gitlab-token", &["glpat-", "x9Kd82mPqL0zRt7Vw3Yb"]),
    ("slack-token", &["xoxb-", "263594206564-FGqddMF8t08v8N7Oq4i57vs1"]),
    ("stripe-secret-key", &["sk_live_", "51H8abcdEFGHijklMNOPqrst"]),
    ("google-api-key", &["AIza", "SyB4kP9xLm2QwErTyUiOpAsDfGhJkLzXcVb"]),
    ("sendgrid-key", &["SG.", "x9Kd82mPqL0zRt7Vw3YbAA.x9Kd82mPqL0zRt7Vw3YbAAx9Kd82mPqL0zRt7Vw3Yb"]),
    ("mailgun-key", &["key-", "3f786850e387550fdab836ed7e6dc881"]),
    ("npm-token", &["npm_", "x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
    ("anthropic-key", &["sk-ant-", "api03-x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
    ("openai-key", &["sk-proj-", "x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7V"]),
    ("twilio-key", &["SK", "3f786850e387550fdab836ed7e6dc881"]),
    (
        "json-web-token",
        &["eyJhbGciOiJIUzI1NiJ9.", "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"],
    ),
    ("password-hash", &["$2y$", "10$x9Kd82mPqL0zRt7Vw3Ybx9Kd82mPqL0zRt7Vw3Ybx9Kd82"]),
    ("authorization-header", &["Authorization: Bearer ", "x9Kd82mPqL0zRt7Vw3Yb"]),
    (
        "slack-webhook",
        &["https://hooks.slack.com/services/", "T00A1B2C3/B00A1B2C3/x9Kd82mPqL0zRt7Vw3Ybx9Kd"],
    ),
];

#[test]
fn each_rule_is_complete() {
    let rules = RuleSet::built_in();
    assert!(rules.rules().len() >= 40);
    for rule in rules.rules() {
        let same = rules.rules().iter().filter(|other| other.id == rule.id).count();
        assert_eq!(same, 1, "{} is defined once", rule.id);
        assert!(!rule.title.is_empty(), "{}", rule.id);
    }
    let with_keyword: std::collections::BTreeSet<usize> =
        rules.rules_of.iter().flatten().map(|(rule, _)| *rule).collect();
    for pattern in rules.rules().iter().filter_map(|rule| rule.pattern.as_ref()) {
        // Compiles, or the test fails here and not in front of a user.
        let _ = pattern.regex();
    }
    assert!(with_keyword.iter().all(|&n| rules.rules()[n].pattern.is_some()));
    let n_patterns = rules.rules().iter().filter(|rule| rule.pattern.is_some()).count();
    assert_eq!(with_keyword.len(), n_patterns, "each pattern has a keyword");
}

#[test]
fn positives_in_files_and_outgoing() {
    for (id, halves) in POSITIVES {
        let text = format!("before {} after", halves.concat());
        for mode in [Mode::File, Mode::Outgoing] {
            let found = RuleSet::built_in().find(text.as_bytes(), mode);
            assert!(found.iter().any(|found| found.rule.id.as_str() == *id), "{id} {mode:?}");
        }
    }
}

#[test]
fn any_access_key_id_is_outgoing_even_the_documented_one() {
    let documented = b"see AKIAIOSFODNN7EXAMPLE in the manual";
    assert!(RuleSet::built_in().find(documented, Mode::File).is_empty());
    for key in ["AKIAIOSFODNN7EXAMPLE", "AKIAAAAAAAAAAAAAAAAA", "AKIA0000000000000000"] {
        let text = format!("x{key}y");
        assert_eq!(RuleSet::built_in().find(text.as_bytes(), Mode::Outgoing).len(), 1, "{key}");
    }
}

#[test]
fn a_match_far_into_a_long_line_is_found() {
    let mut line = vec![b'a'; 3_000_000];
    line.extend_from_slice(b" AKIAQ3EGRIXZ2ABCD7XY");
    assert_eq!(RuleSet::built_in().find(&line, Mode::File)[0].span.start, 3_000_001);
}
