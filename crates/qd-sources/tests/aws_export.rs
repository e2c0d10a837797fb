//! Saved AWS answers: the demo's, answers with every kind of gap, and answers torn at random.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use qd_sources::AwsExport;
use support::{Read, demo, read, read_with, secrets};

/// The leaves of one resource, by path; a null is `?`.
fn leaves(found: &Read, logical_id: &str, kind: &str) -> BTreeMap<String, String> {
    let rows = found.rows("resource_property").iter();
    let rows = rows.filter(|row| row["logical_id"] == logical_id && row["type"] == kind);
    rows.map(|row| (row["path"].clone(), or_unknown(&row["value"]))).collect()
}

fn or_unknown(value: &str) -> String {
    if value.is_empty() { "?".to_owned() } else { value.to_owned() }
}

/// Writes a folder of answers and reads it.
fn export(files: &[(&str, &str)]) -> Read {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    read(&AwsExport, folder.path(), "cloud")
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join("cloud").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn the_demo_cloud_becomes_resources() {
    let found = read(&AwsExport, &demo(), "cloud");
    assert_eq!(found.codes(), ["account-block-not-saved"]);
    let resources = found.rows("resource").iter();
    let resources = resources.map(|row| format!("{} {}", row["type"], row["logical_id"]));
    let mut expected = vec!["AWS::Account 111122223333".to_owned()];
    expected.extend(
        ["bookings-prod", "client-forms", "crew-roster"]
            .map(|n| format!("AWS::DynamoDB::Table {n}")),
    );
    let functions = ["booking-slots", "client-forms", "crew-page"];
    expected.extend(functions.map(|name| format!("AWS::Lambda::Function {name}")));
    for name in functions {
        expected.push(format!("AWS::Lambda::Url {name}.url"));
        if name != "crew-page" {
            let statement = "FunctionURLAllowPublicAccess";
            expected.push(format!("AWS::Lambda::Permission {name}.{statement}"));
        }
    }
    let buckets = ["client-sites-example", "example-holdings-books", "jada-exports-prod"];
    expected.extend(buckets.map(|name| format!("AWS::S3::Bucket {name}")));
    expected.push("AWS::CloudFront::Distribution EDEMO00EXAMPLE".to_owned());
    assert_eq!(resources.collect::<Vec<_>>(), expected);
    let endpoints = found.rows("endpoint").iter();
    let endpoints = endpoints.map(|row| format!("{} {}", row["api"], row["auth"]));
    let expected = ["booking-slots open", "client-forms open", "crew-page authenticated"];
    assert_eq!(endpoints.collect::<Vec<_>>(), expected);
    assert!(found.rows("secret_hit").is_empty());
    assert!(!found.everything().contains("[secret"), "a name was taken for a secret");
}

#[test]
fn the_demo_properties_are_those_of_cloudformation() {
    let found = read(&AwsExport, &demo(), "cloud");
    let check = |logical_id: &str, kind: &str, path: &str, value: &str| {
        let leaves = leaves(&found, logical_id, kind);
        assert_eq!(leaves.get(path).map(String::as_str), Some(value), "{logical_id} {path}");
    };
    let recovery = "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled";
    check("bookings-prod", "AWS::DynamoDB::Table", recovery, "false");
    check("crew-roster", "AWS::DynamoDB::Table", recovery, "true");
    check("crew-roster", "AWS::DynamoDB::Table", "BillingMode", "PAY_PER_REQUEST");
    check("booking-slots", "AWS::Lambda::Function", "Runtime", "python3.8");
    check("booking-slots", "AWS::Lambda::Function", "MemorySize", "512");
    check("booking-slots", "AWS::Lambda::Function", "Environment.Variables.TABLE", "?");
    check("booking-slots.url", "AWS::Lambda::Url", "AuthType", "NONE");
    check("booking-slots.url", "AWS::Lambda::Url", "Cors.AllowOrigins[0]", "*");
    let permission = "booking-slots.FunctionURLAllowPublicAccess";
    check(permission, "AWS::Lambda::Permission", "FunctionUrlAuthType", "NONE");
    check(permission, "AWS::Lambda::Permission", "Principal", "*");
    let block = "PublicAccessBlockConfiguration.RestrictPublicBuckets";
    check("client-sites-example", "AWS::S3::Bucket", block, "false");
    check("client-sites-example", "AWS::S3::Bucket", "EffectivePublic", "true");
    check("jada-exports-prod", "AWS::S3::Bucket", "EffectivePublic", "true");
    check("example-holdings-books", "AWS::S3::Bucket", "EffectivePublic", "false");
    check("jada-exports-prod", "AWS::S3::Bucket", "VersioningConfiguration.Status", "Off");
    check("example-holdings-books", "AWS::S3::Bucket", "VersioningConfiguration.Status", "Enabled");
    let algorithm = "BucketEncryption.ServerSideEncryptionConfiguration[0]\
                     .ServerSideEncryptionByDefault.SSEAlgorithm";
    check("jada-exports-prod", "AWS::S3::Bucket", algorithm, "AES256");
    let distribution = "AWS::CloudFront::Distribution";
    check("EDEMO00EXAMPLE", distribution, "DistributionConfig.Aliases[5]", "lantern-yoga.example");
    let policy = "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy";
    check("EDEMO00EXAMPLE", distribution, policy, "allow-all");
    check("111122223333", "AWS::Account", "Lambda.ConcurrentExecutions", "1000");
    let function = leaves(&found, "booking-slots", "AWS::Lambda::Function");
    assert!(!function.contains_key("ReservedConcurrentExecutions"), "none is reserved");
    assert!(!found.everything().contains("bookings-prod\"\n"), "values of variables are not kept");
}

#[test]
fn evidence_is_the_line_of_the_key() {
    let found = read(&AwsExport, &demo(), "cloud");
    for row in found.rows("resource_property") {
        let name = row["path"].rsplit(['.', '[']).next().unwrap();
        let text = fs::read_to_string(demo().join(&row["file"])).unwrap();
        let line = row["line"].parse::<usize>().unwrap();
        let shown = text.lines().nth(line - 1).unwrap_or_default();
        let is_computed = ["EffectivePublic", "PointInTimeRecoveryEnabled"].contains(&name);
        let is_absent = text.is_empty() || row["value"].is_empty();
        let stands = [name, &row["value"]].iter().any(|part| shown.contains(*part));
        // A function's policy is one text on one line.
        let in_policy = row["type"] == "AWS::Lambda::Permission" && shown.contains("\"Policy\"");
        assert!(stands || is_computed || is_absent || in_policy, "{row:?}");
    }
    let recovery = found.rows("resource_property").iter().find(|row| {
        row["logical_id"] == "bookings-prod" && row["path"].ends_with("PointInTimeRecoveryEnabled")
    });
    let recovery = recovery.unwrap();
    assert_eq!(recovery["file"], "cloud/dynamodb/describe-continuous-backups/bookings-prod.json");
    assert_eq!(recovery["line"], "5");
    let url = &found.rows("endpoint")[0];
    assert_eq!(
        (url["file"].as_str(), url["line"].as_str()),
        ("cloud/lambda/get-function-url-config/booking-slots.json", "4")
    );
}

#[test]
fn ends_of_support_come_with_dates() {
    let found = read(&AwsExport, &demo(), "cloud");
    let ended = |cycle: &str| {
        let row = found.rows("lifecycle").iter().find(|row| row["cycle"] == cycle);
        row.map_or_else(String::new, |row| row["ended"].clone())
    };
    assert_eq!(ended("python3.8"), "2024-10-14");
    assert_eq!(ended("nodejs16.x"), "2024-06-12");
    assert_eq!(ended("python3.13"), "2029-06-30");
    assert_eq!(ended("python3.11"), "", "moved by AWS and not read again");
}

#[test]
fn what_was_not_saved_cannot_be_told() {
    let tables = r#"{"TableNames": ["orders"]}"#;
    let found = export(&[("dynamodb/list-tables.json", tables)]);
    let leaves_of = leaves(&found, "orders", "AWS::DynamoDB::Table");
    assert_eq!(leaves_of["PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"], "?");
    let functions = r#"{"Functions": [{"FunctionName": "f", "Runtime": "python3.13"}]}"#;
    let reserved = |files: &[(&str, &str)]| {
        let mut all = vec![("lambda/list-functions.json", functions)];
        all.extend(files);
        let leaves = leaves(&export(&all), "f", "AWS::Lambda::Function");
        leaves.get("ReservedConcurrentExecutions").cloned()
    };
    let unknown = Some("?".to_owned());
    assert_eq!(reserved(&[]), unknown);
    assert_eq!(reserved(&[("lambda/get-function-concurrency/g.json", "")]), unknown);
    assert_eq!(reserved(&[("lambda/get-function-concurrency/f.json", "")]), None);
    let five = r#"{"ReservedConcurrentExecutions": 5}"#;
    assert_eq!(reserved(&[("lambda/get-function-concurrency/f.json", five)]), Some("5".to_owned()));
    assert_eq!(reserved(&[("lambda/get-function-concurrency/f.json", "{")]), unknown);
}

/// Whether a bucket is public, from what of it was saved.
fn public(files: &[(&str, &str)]) -> String {
    let mut all = vec![("s3api/list-buckets.json", r#"{"Buckets": [{"Name": "b"}]}"#)];
    all.extend(files);
    leaves(&export(&all), "b", "AWS::S3::Bucket")["EffectivePublic"].clone()
}

#[test]
fn a_bucket_is_public_private_or_not_to_be_told() {
    let block = |is_on: bool| {
        let [a, b, c, d] =
            ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
        format!(
            r#"{{"PublicAccessBlockConfiguration":{{"{a}":{is_on},"{b}":{is_on},"{c}":{is_on},"{d}":{is_on}}}}}"#
        )
    };
    let (open, shut) = (block(false), block(true));
    let own = "s3api/get-public-access-block/b.json";
    let account = "s3control/get-public-access-block.json";
    let policy = "s3api/get-bucket-policy-status/b.json";
    let other =
        ("s3api/get-bucket-policy-status/other.json", r#"{"PolicyStatus":{"IsPublic":false}}"#);
    let (yes, no) =
        (r#"{"PolicyStatus":{"IsPublic":true}}"#, r#"{"PolicyStatus":{"IsPublic":false}}"#);
    let acl = "s3api/get-bucket-acl/b.json";
    let everybody = r#"{"Grants":[{"Grantee":{"Type":"Group","URI":"http://acs.amazonaws.com/groups/global/AllUsers"},"Permission":"READ"}]}"#;
    let owner =
        r#"{"Grants":[{"Grantee":{"Type":"CanonicalUser","ID":"x"},"Permission":"FULL_CONTROL"}]}"#;
    let owners = "s3api/get-bucket-ownership-controls/b.json";
    let enforced = r#"{"OwnershipControls":{"Rules":[{"ObjectOwnership":"BucketOwnerEnforced"}]}}"#;
    let check =
        |files: &[(&str, &str)], expected: &str| assert_eq!(public(files), expected, "{files:?}");
    check(&[], "?");
    check(&[(own, &shut)], "false");
    check(&[(account, &shut)], "false");
    check(&[(own, &open), (policy, yes)], "true");
    check(&[(own, &open), (policy, yes), (account, &shut)], "false");
    check(&[(policy, yes)], "?");
    check(&[(own, &open), (policy, no)], "?");
    check(&[(own, &open), (policy, no), (acl, owner)], "false");
    check(&[(own, &open), (policy, no), (acl, everybody)], "true");
    check(&[(own, &open), (policy, no), (acl, everybody), (owners, enforced)], "false");
    check(&[(own, &open), other, (acl, owner)], "false");
    check(
        &[(own, &open), (policy, "An error occurred (NoSuchBucketPolicy) when"), (acl, owner)],
        "false",
    );
    check(&[(own, &open), (policy, "An error occurred (AccessDenied) when"), (acl, owner)], "?");
    let none = "An error occurred (NoSuchPublicAccessBlockConfiguration) when calling";
    check(&[(own, none), (policy, yes)], "true");
    check(&[(own, "An error occurred (AccessDenied) when calling"), (policy, yes)], "?");
}

#[test]
fn values_of_variables_are_registered_and_not_kept() {
    let functions = r#"{"Functions": [{"FunctionName": "f", "Description": "uses hunter-2-planted-9Kq",
        "Environment": {"Variables": {
            "STRIPE_API_KEY": "zx-planted-4kd9Qm2LpX7vT1",
            "DB_PASSWORD": "hunter-2-planted-9Kq",
            "TABLE": "bookings"}}}]}"#;
    let distributions = r#"{"DistributionList": {"Items": [{"Id": "E1", "Origins": {"Items": [{"Id": "o",
        "CustomHeaders": {"Items": [{"HeaderName": "X-Origin-Secret", "HeaderValue": "hdr-planted-77aBcQ"}]}}]}}]}}"#;
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("lambda/list-functions.json", functions),
            ("cloudfront/list-distributions.json", distributions),
        ],
    );
    let run = secrets();
    let found = read_with(&AwsExport, folder.path(), "cloud", "", &run);
    let everything = found.everything();
    for value in ["planted", "hunter", "bookings"] {
        assert!(!everything.contains(value), "{value} in {everything}");
    }
    let masked =
        qd_facts::SecretSink::mask(&run, "hdr-planted-77aBcQ and zx-planted-4kd9Qm2LpX7vT1");
    assert!(!masked.contains("planted"), "{masked}");
    let lines = found.column("secret_hit", "line");
    assert_eq!(lines, ["3", "4"]);
    assert_eq!(found.column("secret_hit", "file"), ["cloud/lambda/list-functions.json"; 2]);
}

#[test]
fn answers_that_are_none_cost_themselves_alone() {
    let deep = "[".repeat(50_000);
    let found = export(&[
        ("lambda/list-functions.json", "{\"Functions\": [{\"FunctionName\": \"f\"}, {}, 3]}"),
        ("dynamodb/list-tables.json", "{\n\"TableNames\": [\"a\",\n}"),
        ("dynamodb/describe-table/a.json", &deep),
        ("dynamodb/describe-table/b.json", "{\"Item\": {}}"),
        (
            "s3api/list-buckets.json",
            "An error occurred (AccessDenied) when calling the ListBuckets",
        ),
        ("cloudfront/list-distributions.json", "null"),
        ("ec2/describe-instances.json", "{}"),
        ("notes.json", "{}"),
        ("README.md", "not JSON"),
    ]);
    assert_eq!(
        found.codes(),
        [
            "malformed-json",
            "malformed-json",
            "unexpected-shape",
            "unexpected-shape",
            "unexpected-shape",
            "unexpected-shape",
            "failed-command",
            "unknown-export",
            "unread-export"
        ]
    );
    let resources = found.rows("resource").iter().map(|row| row["logical_id"].as_str());
    assert_eq!(resources.collect::<Vec<_>>(), ["f"]);
    assert_eq!(found.n_skipped, 6);
    for diagnostic in &found.diagnostics {
        assert!(diagnostic.help.is_some(), "{diagnostic}");
    }
    let folder = tempfile::tempdir().unwrap();
    let found = read(&AwsExport, folder.path(), "cloud");
    assert!(found.is_missing && found.codes() == ["missing-source"]);
    assert!(found.rows("lifecycle").is_empty());
}

/// A small generator, seeded: the same mutations on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }
}

/// Files below a folder, their names relative to it.
fn files_of(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn torn_answers_never_panic_and_never_leak() {
    let files = files_of(&demo().join("cloud"));
    let pieces: [&[u8]; 14] = [
        b"{", b"}", b"[", b"]", b"\"", b",", b":", b"null", b"-1e9", b"\\u", b"\xff", b"\n", b"[]",
        b"true",
    ];
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(20_260_930);
    for _ in 0..60 {
        let target = folder.path().join("cloud");
        for (name, bytes) in &files {
            let mut bytes = bytes.clone();
            for _ in 0..random.below(4) {
                let piece = pieces[random.below(pieces.len())];
                let at = random.below(bytes.len() + 1);
                let end = (at + random.below(24)).min(bytes.len());
                bytes.splice(at..end, piece.iter().copied());
            }
            let path = target.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let found = read(&AwsExport, folder.path(), "cloud");
        for row in found.rows("resource") {
            serde_json::from_str::<serde_json::Value>(&row["properties"]).unwrap();
        }
        assert!(!found.codes().contains(&"refused-row"), "{:?}", found.diagnostics);
    }
}
