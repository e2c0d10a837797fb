//! CloudFront distributions.

use super::documents::{Documents, Saved};
use crate::cloud::{Properties, Resource, Writer, node};
use crate::tree::{Node, Value};

/// Writes each distribution of the list.
pub(super) fn read(documents: &mut Documents, writer: &mut Writer<'_>) {
    let Saved::Json(answer) = documents.list("cloudfront", "list-distributions") else { return };
    let answer = answer.clone();
    let Some(list) = answer.get("DistributionList") else {
        documents.note_shape(&answer, "`DistributionList`");
        return;
    };
    // An account without distributions prints no items.
    for distribution in list.get("Items").and_then(Node::items).unwrap_or_default() {
        let Some(id) = distribution.get("Id").and_then(Node::text) else {
            documents.note_shape(distribution, "`Id`");
            continue;
        };
        let mut properties = Properties::default();
        let configuration = configuration(distribution, writer).into_node(&distribution.place);
        properties.put("DistributionConfig", configuration);
        properties.copy(distribution, &["DomainName", "Status", "LastModifiedTime"]);
        let (logical_id, place) = (id.to_owned(), distribution.place.clone());
        writer.resource(Resource {
            kind: "AWS::CloudFront::Distribution".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
}

fn configuration(distribution: &Node, writer: &Writer<'_>) -> Properties {
    let mut kept = Properties::default();
    kept.copy(distribution, &["Enabled", "WebACLId", "HttpVersion", "PriceClass", "Comment"]);
    kept.copy_as(distribution, "IsIPV6Enabled", "IPV6Enabled");
    if let Some(aliases) = distribution.get("Aliases") {
        kept.put("Aliases", items(aliases));
    }
    if let Some(certificate) = distribution.get("ViewerCertificate") {
        let mut own = Properties::default();
        own.copy(certificate, &["CloudFrontDefaultCertificate", "MinimumProtocolVersion"]);
        own.copy_as(certificate, "ACMCertificateArn", "AcmCertificateArn");
        own.copy_as(certificate, "SSLSupportMethod", "SslSupportMethod");
        kept.put("ViewerCertificate", own.into_node(&certificate.place));
    }
    if let Some(behavior) = distribution.get("DefaultCacheBehavior") {
        kept.put("DefaultCacheBehavior", cache_behavior(behavior));
    }
    if let Some(behaviors) = distribution.get("CacheBehaviors") {
        let all = behaviors.get("Items").and_then(Node::items).unwrap_or_default();
        let all = all.iter().map(cache_behavior).collect();
        kept.put("CacheBehaviors", node(Value::List(all), &behaviors.place));
    }
    if let Some(origins) = distribution.get("Origins") {
        let all = origins.get("Items").and_then(Node::items).unwrap_or_default();
        let all = all.iter().map(|item| origin(item, writer)).collect();
        kept.put("Origins", node(Value::List(all), &origins.place));
    }
    kept
}

fn cache_behavior(behavior: &Node) -> Node {
    let mut kept = Properties::default();
    kept.copy(behavior, &["PathPattern", "TargetOriginId", "ViewerProtocolPolicy", "Compress"]);
    kept.copy(behavior, &["CachePolicyId", "OriginRequestPolicyId", "ResponseHeadersPolicyId"]);
    if let Some(methods) = behavior.get("AllowedMethods") {
        kept.put("AllowedMethods", items(methods));
    }
    kept.into_node(&behavior.place)
}

/// Headers that a distribution adds often hold the password between it and its origin: their
/// values are registered and not kept.
fn origin(origin: &Node, writer: &Writer<'_>) -> Node {
    let mut kept = Properties::default();
    kept.copy(origin, &["Id", "DomainName", "OriginPath", "S3OriginConfig"]);
    kept.copy(origin, &["OriginAccessControlId"]);
    if let Some(custom) = origin.get("CustomOriginConfig") {
        let mut own = Properties::default();
        own.copy(custom, &["HTTPPort", "HTTPSPort", "OriginProtocolPolicy"]);
        if let Some(protocols) = custom.get("OriginSslProtocols") {
            own.put("OriginSSLProtocols", items(protocols));
        }
        kept.put("CustomOriginConfig", own.into_node(&custom.place));
    }
    let headers = origin.at(&["CustomHeaders", "Items"]).and_then(Node::items);
    if let Some(headers) = headers.filter(|headers| !headers.is_empty()) {
        let headers = headers.iter().map(|header| {
            let name = header.get("HeaderName").and_then(Node::text).unwrap_or_default();
            if let Some(value) = header.get("HeaderValue").and_then(Node::text) {
                writer.secrets.register_assignment(name, value);
            }
            let mut own = Properties::default();
            own.copy(header, &["HeaderName"]);
            own.into_node(&header.place)
        });
        let headers = node(Value::List(headers.collect()), &origin.place);
        kept.put("OriginCustomHeaders", headers);
    }
    kept.into_node(&origin.place)
}

/// CloudFront prints lists as `{"Quantity": n, "Items": [...]}`; CloudFormation as lists.
fn items(list: &Node) -> Node {
    let all = list.get("Items").and_then(Node::items).unwrap_or_default().to_vec();
    node(Value::List(all), &list.place)
}
