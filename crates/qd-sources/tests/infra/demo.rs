//! The demo's templates, and their clean twins.

use qd_sources::Infra;

use super::support::{Read, demo, read};
use super::{leaf, resources, routes};

fn demo_of(path: &str) -> Read {
    read(&Infra, &demo(), path)
}

#[test]
fn the_booking_template_is_open_in_every_way() {
    let found = demo_of("infra/booking-api/template.yaml");
    assert_eq!(found.codes(), [""; 0], "{:?}", found.diagnostics);
    assert_eq!(
        resources(&found),
        [
            "AWS::ApiGateway::RestApi BookingApi",
            "AWS::ApiGateway::Stage BookingApiStage",
            "AWS::DynamoDB::Table BookingsTable",
            "AWS::IAM::Role SlotsFunctionRole",
            "AWS::Lambda::Function SlotsFunction",
            "AWS::Lambda::Url SlotsFunctionUrl",
            "AWS::S3::Bucket ExportBucket",
            "AWS::S3::BucketPolicy ExportBucketPolicy",
        ]
    );
    assert_eq!(
        routes(&found),
        [
            "BookingApi GET /crew/{day}: open",
            "BookingApi GET /slots: open",
            "BookingApi POST /bookings: open",
            "SlotsFunction ANY /: open",
        ]
    );
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("ExportBucket", "EffectivePublic").as_deref(), Some("true"));
    assert_eq!(is("ExportBucket", "BucketName").as_deref(), Some("jada-exports-prod"));
    assert_eq!(is("BookingApiStage", "EffectiveFirewall").as_deref(), Some("false"));
    assert_eq!(is("BookingApiStage", "EffectiveThrottle").as_deref(), Some("false"));
    assert_eq!(is("SlotsFunction", "Runtime").as_deref(), Some("python3.8"));
    assert_eq!(is("SlotsFunction", "Timeout").as_deref(), Some("30"));
    let runtime = found.rows("resource_property").iter().find(|row| row["path"] == "Runtime");
    assert_eq!(runtime.unwrap()["line"], "24");
}

#[test]
fn its_clean_twin_is_closed_in_every_way() {
    let found = demo_of("infra/clean/template.yaml");
    assert_eq!(found.codes(), [""; 0], "{:?}", found.diagnostics);
    assert!(
        routes(&found).iter().all(|route| route.ends_with(": authenticated")),
        "{found:?}",
        found = routes(&found)
    );
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("ExportBucket", "EffectivePublic").as_deref(), Some("false"));
    assert_eq!(is("BookingApiStage", "EffectiveFirewall").as_deref(), Some("true"));
    assert_eq!(is("BookingApiStage", "EffectiveThrottle").as_deref(), Some("true"));
    assert_eq!(is("BookingFirewall", "EffectiveRateLimit").as_deref(), Some("true"));
    let recovery = "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled";
    assert_eq!(is("BookingsTable", recovery).as_deref(), Some("true"));
    assert_eq!(is("BookingsTable", "DeletionPolicy").as_deref(), Some("Retain"));
}

#[test]
fn the_terraform_of_client_sites_reads_as_cloudformation() {
    let found = demo_of("infra/client-sites/main.tf");
    assert_eq!(found.codes(), [""; 0], "{:?}", found.diagnostics);
    assert_eq!(routes(&found), ["aws_lambda_function.forms ANY /: open"]);
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("aws_s3_bucket.sites", "EffectivePublic").as_deref(), Some("true"));
    assert_eq!(is("aws_lambda_function.forms", "Runtime").as_deref(), Some("nodejs16.x"));
    let distribution = "aws_cloudfront_distribution.sites";
    let policy = "DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy";
    assert_eq!(is(distribution, policy).as_deref(), Some("allow-all"));
    assert_eq!(is(distribution, "DistributionConfig.WebACLId"), None);
    assert_eq!(
        is(distribution, "DistributionConfig.Aliases[5]").as_deref(),
        Some("lantern-yoga.example")
    );
    let recovery = "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled";
    assert_eq!(is("aws_dynamodb_table.forms", recovery), None);
}

#[test]
fn its_clean_twin_reads_as_clean() {
    let found = demo_of("infra/clean/main.tf");
    assert_eq!(found.codes(), ["unresolved-parameter"], "{:?}", found.diagnostics);
    assert_eq!(routes(&found), ["aws_lambda_function.forms ANY /: authenticated"]);
    let is = |id: &str, path: &str| leaf(&found, id, path);
    assert_eq!(is("aws_s3_bucket.sites", "EffectivePublic").as_deref(), Some("false"));
    assert_eq!(
        is("aws_s3_bucket.sites", "VersioningConfiguration.Status").as_deref(),
        Some("Enabled")
    );
    let acl = is("aws_cloudfront_distribution.sites", "DistributionConfig.WebACLId");
    assert_eq!(acl.as_deref(), Some("${aws_wafv2_web_acl.sites.arn}"));
    assert_eq!(is("aws_wafv2_web_acl.sites", "EffectiveRateLimit").as_deref(), Some("true"));
    let recovery = "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled";
    assert_eq!(is("aws_dynamodb_table.forms", recovery).as_deref(), Some("true"));
    assert_eq!(
        is("aws_lambda_function.forms", "ReservedConcurrentExecutions").as_deref(),
        Some("5")
    );
}

#[test]
fn a_folder_of_both_kinds_is_read_whole() {
    let found = demo_of("infra");
    let mut templates = found.column("resource", "template");
    templates.sort_unstable();
    templates.dedup();
    assert_eq!(templates.len(), 4, "{templates:?}");
    assert!(!found.is_missing);
    assert_eq!(found.n_skipped, 0);
}
