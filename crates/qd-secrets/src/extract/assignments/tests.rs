use super::*;

fn check(kind: Kind, text: &str, expected: &[&str]) {
    let mut found = crate::extract::places(kind, text.as_bytes());
    found.sort_by_key(|place| place.secret.start);
    found.dedup_by_key(|place| place.secret.clone());
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

#[test]
fn values_of_other_syntaxes() {
    let one = |kind, text| check(kind, text, &["hunter22"]);
    one(Kind::Config, "<Pass encoding=\"base64\">hunter22</Pass>");
    one(Kind::Config, "{\"cs\": \"Server=db;User=app;Password=hunter22;\"}");
    one(Kind::Config, "\"source\": [\"password = \\\"hunter22\\\"\\n\"]");
    one(Kind::Config, "<key>password</key>\n  <string>hunter22</string>");
    one(Kind::Config, "password: |\n  hunter22\n");
    one(Kind::Config, "  DbPassword:\n    Type: String\n    NoEcho: true\n    Default: hunter22\n");
    one(Kind::Config, "ParameterKey=DbPassword,ParameterValue=hunter22\n");
    one(Kind::Config, "userPassword:: hunter22\n");
    one(Kind::Code, "variable \"db_password\" {\n  type = string\n  default = \"hunter22\"\n}");
    one(Kind::Code, "#define DB_PASSWORD \"hunter22\"");
    one(Kind::Code, "const p = process.env.DB_PASSWORD || 'hunter22';");
    one(Kind::Code, "account.setPassword(\"hunter22\");");
    one(Kind::Code, "os.getenv(\"DB_PASSWORD\", \"hunter22\")");
    one(Kind::Words, "ENV DB_PASSWORD hunter22\n");
    one(Kind::Words, "requirepass hunter22\n");
    one(Kind::Words, "password \"hunter22\"\n");
    one(Kind::Sql, "CREATE ROLE me LOGIN PASSWORD 'hunter22';");
    one(Kind::Shell, "export DB_PASSWORD=hunter22 # x\n");
    one(Kind::Text, "log in with password: hunter22 please\n");
    check(Kind::Shell, "DB_PASSWORD=$(cat x)\nTOKEN=$1\nsecret=${X:-y}\n", &[]);
    check(Kind::Text, "the password: required, and the token = optional\n", &[]);
    check(Kind::Code, "if (getPassword(\"name\") == token(\"abc\")) {}", &[]);
    check(
        Kind::Lines,
        "key = arn:aws:secretsmanager:us-west-2:123456789012:secret:x-AbCdEf\n",
        &[],
    );
    check(Kind::Config, "password: ${DB_PASSWORD}\ntoken: {{ vault }}\n", &[]);
    check(Kind::Minified, "a.password=\"hunter22\";b.token=\"value\"", &[]);
}
