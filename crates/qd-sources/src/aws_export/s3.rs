//! S3 buckets, and whether the public can read them.
//!
//! A bucket is public when its policy or its access list lets everybody in and nothing blocks that,
//! neither at the bucket nor at the account. Each of the three is true, false or not to be told, and
//! so is the answer.

use std::collections::BTreeMap;
use std::sync::Arc;

use qd_model::{Evidence, Level};

use super::documents::{Documents, Saved};
use crate::cloud::{Properties, Resource, Writer, node};
use crate::tree::{Node, Place, Value};
use crate::truth::{and, not, or};

/// The four switches of a public access block.
pub(super) const BLOCKS: [&str; 4] =
    ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];

/// Grantees that stand for everybody, with or without an account of anybody's.
const EVERYBODY: [&str; 2] = [
    "http://acs.amazonaws.com/groups/global/AllUsers",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
];

/// Writes each bucket that is listed or asked about.
pub(super) fn read(documents: &mut Documents, writer: &mut Writer<'_>) {
    let mut buckets: BTreeMap<String, Place> = BTreeMap::new();
    if let Saved::Json(list) = documents.list("s3api", "list-buckets") {
        let list = list.clone();
        match list.get("Buckets").and_then(Node::items) {
            Some(items) => {
                for bucket in items {
                    match bucket.get("Name").and_then(|name| Some((name.text()?, &name.place))) {
                        Some((name, place)) => {
                            buckets.insert(name.to_owned(), place.clone());
                        }
                        None => documents.note_shape(bucket, "`Name`"),
                    }
                }
            }
            None => documents.note_shape(&list, "`Buckets`"),
        }
    }
    for command in ["get-public-access-block", "get-bucket-policy-status", "get-bucket-encryption"]
    {
        for name in documents.names("s3api", command) {
            if let Saved::Json(answer) = documents.of("s3api", command, name) {
                buckets.entry(name.to_owned()).or_insert_with(|| answer.place.clone());
            }
        }
    }
    if !buckets.is_empty()
        && matches!(documents.list("s3control", "get-public-access-block"), Saved::Never)
    {
        documents.note(
            Level::Note,
            "account-block-not-saved",
            Evidence::place("s3control/get-public-access-block"),
            "whether the account blocks public access was not saved; each bucket is judged alone",
            "save `aws s3control get-public-access-block --account-id ID` under this name",
        );
    }
    for (name, place) in buckets {
        let properties = describe(documents, &name, &place);
        let logical_id = name;
        writer.resource(Resource {
            kind: "AWS::S3::Bucket".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
}

fn describe(documents: &Documents, name: &str, place: &Place) -> Properties {
    let mut properties = Properties::default();
    properties.text("BucketName", name, place);
    let member = |command: &str, key: &str| match documents.of("s3api", command, name) {
        Saved::Json(answer) => answer.get(key).cloned(),
        _ => None,
    };
    let block = member("get-public-access-block", "PublicAccessBlockConfiguration");
    let mut switches = Properties::default();
    for switch in BLOCKS {
        let found = block.as_ref().and_then(|block| block.get(switch));
        let at = found.map_or(place, |found| &found.place);
        switches.truth(switch, own_switch(documents, name, switch), at);
    }
    let at = block.as_ref().map_or(place, |block| &block.place);
    properties.put("PublicAccessBlockConfiguration", switches.into_node(at));
    match member("get-bucket-encryption", "ServerSideEncryptionConfiguration") {
        Some(encryption) => properties.put("BucketEncryption", encrypted(&encryption)),
        None => properties.unknown("BucketEncryption", place),
    }
    properties.put("VersioningConfiguration", versioning(documents, name, place));
    if let Some(owners) = member("get-bucket-ownership-controls", "OwnershipControls") {
        properties.put("OwnershipControls", owners);
    }
    if let Saved::Json(website) = documents.of("s3api", "get-bucket-website", name) {
        properties.put("WebsiteConfiguration", website.clone());
    }
    if let Some(logging) = member("get-bucket-logging", "LoggingEnabled") {
        properties.put("LoggingConfiguration", logging);
    }
    if let Some(rules) = member("get-bucket-lifecycle-configuration", "Rules") {
        let mut kept = Properties::default();
        let place = rules.place.clone();
        kept.put("Rules", rules);
        properties.put("LifecycleConfiguration", kept.into_node(&place));
    }
    let policy = policy_is_public(documents, name);
    let list = access_list_is_public(documents, name);
    let ignores = is_blocked(documents, name, "IgnorePublicAcls");
    let restricts = is_blocked(documents, name, "RestrictPublicBuckets");
    let is_public = or(and(policy, not(restricts)), and(list, not(ignores)));
    let evidence = match documents.of("s3api", "get-bucket-policy-status", name) {
        Saved::Json(answer) if policy == Some(true) => {
            answer.at(&["PolicyStatus", "IsPublic"]).map_or(place, |node| &node.place)
        }
        _ => at,
    };
    properties.truth("EffectivePublic", is_public, evidence);
    properties
}

/// A switch of the bucket's own block. A bucket that never had a block answers with an error, and
/// blocks nothing.
fn own_switch(documents: &Documents, name: &str, switch: &str) -> Option<bool> {
    match documents.of("s3api", "get-public-access-block", name) {
        Saved::Json(answer) => {
            answer.at(&["PublicAccessBlockConfiguration", switch]).and_then(Node::boolean)
        }
        Saved::Failed(code) => (code == "NoSuchPublicAccessBlockConfiguration").then_some(false),
        Saved::Empty(_) | Saved::Left | Saved::Never => None,
    }
}

/// CloudFormation names one member differently.
fn encrypted(configuration: &Node) -> Node {
    let rules = configuration.get("Rules").and_then(Node::items).unwrap_or_default();
    let rules = rules.iter().map(|rule| {
        let mut kept = Properties::default();
        kept.copy_as(rule, "ApplyServerSideEncryptionByDefault", "ServerSideEncryptionByDefault");
        kept.copy(rule, &["BucketKeyEnabled"]);
        kept.into_node(&rule.place)
    });
    let mut kept = Properties::default();
    let rules = node(Value::List(rules.collect()), &configuration.place);
    kept.put("ServerSideEncryptionConfiguration", rules);
    kept.into_node(&configuration.place)
}

/// A bucket that was never versioned answers with nothing.
fn versioning(documents: &Documents, name: &str, place: &Place) -> Node {
    let mut kept = Properties::default();
    match documents.of("s3api", "get-bucket-versioning", name) {
        Saved::Json(answer) => match answer.get("Status") {
            Some(status) => kept.put("Status", status.clone()),
            None => kept.text("Status", "Off", &answer.place),
        },
        Saved::Empty(file) => {
            kept.text("Status", "Off", &Place { file: Arc::clone(file), line: 1 });
        }
        Saved::Failed(_) | Saved::Left | Saved::Never => kept.unknown("Status", place),
    }
    kept.into_node(place)
}

fn policy_is_public(documents: &Documents, name: &str) -> Option<bool> {
    match documents.of("s3api", "get-bucket-policy-status", name) {
        Saved::Json(answer) => answer.at(&["PolicyStatus", "IsPublic"]).and_then(Node::boolean),
        // Saved for other buckets and failed for this one: it has no policy.
        Saved::Left => Some(false),
        Saved::Failed(code) => (code == "NoSuchBucketPolicy").then_some(false),
        Saved::Empty(_) | Saved::Never => None,
    }
}

fn access_list_is_public(documents: &Documents, name: &str) -> Option<bool> {
    if let Saved::Json(answer) = documents.of("s3api", "get-bucket-ownership-controls", name) {
        let rules = answer.at(&["OwnershipControls", "Rules"]).and_then(Node::items);
        let mut owners = rules.into_iter().flatten().filter_map(|rule| rule.get("ObjectOwnership"));
        // Then access lists have no effect.
        if owners.any(|owner| owner.text() == Some("BucketOwnerEnforced")) {
            return Some(false);
        }
    }
    let Saved::Json(answer) = documents.of("s3api", "get-bucket-acl", name) else { return None };
    let grants = answer.get("Grants").and_then(Node::items)?;
    let mut grantees = grants.iter().filter_map(|grant| grant.at(&["Grantee", "URI"]));
    Some(grantees.any(|uri| uri.text().is_some_and(|uri| EVERYBODY.contains(&uri))))
}

/// Whether the bucket or the account sets a switch. What of the account was not saved blocks
/// nothing, as a new account does; a note says so.
fn is_blocked(documents: &Documents, name: &str, switch: &str) -> Option<bool> {
    let own = own_switch(documents, name, switch);
    let account = match documents.list("s3control", "get-public-access-block") {
        Saved::Json(answer) => {
            answer.at(&["PublicAccessBlockConfiguration", switch]).and_then(Node::boolean)
        }
        _ => Some(false),
    };
    or(own, account)
}
