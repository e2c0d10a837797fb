//! The account itself: its number, its limits, and what it blocks for all buckets.

use super::documents::{Documents, Saved};
use crate::cloud::{Properties, Resource, Writer};
use crate::tree::Node;

/// Writes one row for the account, of a type that CloudFormation does not have.
pub(super) fn read(documents: &mut Documents, writer: &mut Writer<'_>) {
    let mut properties = Properties::default();
    let mut place = None;
    let mut id = None;
    if let Saved::Json(identity) = documents.list("sts", "get-caller-identity") {
        properties.copy(identity, &["Account"]);
        id = identity.get("Account").and_then(Node::text).map(str::to_owned);
        place = identity.get("Account").map(|node| node.place.clone());
    }
    if let Saved::Json(settings) = documents.list("lambda", "get-account-settings") {
        if let Some(limit) = settings.get("AccountLimit") {
            let mut lambda = Properties::default();
            lambda.copy(limit, &["ConcurrentExecutions", "UnreservedConcurrentExecutions"]);
            properties.put("Lambda", lambda.into_node(&limit.place));
        }
        place = place.or_else(|| Some(settings.place.clone()));
    }
    if let Some(place) = place {
        let logical_id = id.unwrap_or_else(|| "account".to_owned());
        writer.resource(Resource {
            kind: "AWS::Account".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
    if let Saved::Json(answer) = documents.list("s3control", "get-public-access-block") {
        let block = answer.get("PublicAccessBlockConfiguration").cloned();
        match block {
            Some(block) => {
                let mut properties = Properties::default();
                properties.copy(&block, &super::s3::BLOCKS);
                writer.resource(Resource {
                    kind: "AWS::S3::AccountPublicAccessBlock".to_owned(),
                    logical_id: "account".to_owned(),
                    place: block.place.clone(),
                    properties,
                });
            }
            None => {
                let answer = answer.clone();
                documents.note_shape(&answer, "`PublicAccessBlockConfiguration`");
            }
        }
    }
}
