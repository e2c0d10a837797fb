//! What only several resources together say: whether a bucket is public in effect, whether a
//! firewall stands before an API, how long a function's log is kept.
//!
//! The answers become properties whose names begin with `Effective`: true, false, or null where it
//! cannot be told.

use super::stack::{Declared, Stack, mentions};
use crate::cloud::{Reach, document_opens};
use crate::tree::{Node, Value};
use crate::truth::{and, not, or};

/// Types that a firewall of the region stands before.
const GUARDED: [&str; 5] = [
    "AWS::ApiGateway::Stage",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::AppSync::GraphQLApi",
    "AWS::Cognito::UserPool",
    "AWS::AppRunner::Service",
];

/// Works them out for all resources of a stack.
pub(super) fn write(stack: &mut Stack) {
    let mut answers = Vec::new();
    for (index, resource) in stack.resources.iter().enumerate() {
        let kind = resource.kind.as_str();
        if kind == "AWS::S3::Bucket" {
            answers.push((index, "EffectivePublic", bucket_is_public(stack, resource)));
        }
        if GUARDED.contains(&kind) {
            answers.push((index, "EffectiveFirewall", has_firewall(stack, resource)));
        }
        if kind == "AWS::ApiGateway::Stage" || kind == "AWS::ApiGatewayV2::Stage" {
            answers.push((index, "EffectiveThrottle", has_throttle(stack, resource)));
        }
        if kind == "AWS::Lambda::Function" {
            answers.push((index, "EffectiveLogRetention", keeps_logs_briefly(stack, resource)));
        }
        if kind == "AWS::SecretsManager::Secret" {
            answers.push((index, "EffectiveRotation", rotates(stack, resource)));
        }
        if kind == "AWS::WAFv2::WebACL" {
            answers.push((index, "EffectiveRateLimit", has_rate_rule(resource)));
        }
    }
    for (index, name, answer) in answers {
        let resource = &mut stack.resources[index];
        let place = resource.place.clone();
        let value = answer.map_or(Value::Null, Value::Bool);
        resource.properties.set(name, Node::new(value, &place));
    }
}

/// A bucket is public when its list or its policy opens it and no block stands before that. Where
/// nothing says what blocks it, a new bucket would be closed and one from before April 2023 open.
fn bucket_is_public(stack: &Stack, bucket: &Declared) -> Option<bool> {
    let block = bucket.properties.get("PublicAccessBlockConfiguration");
    let blocks = |first: &str, second: &str| {
        let block = block?;
        let switch = |name: &str| match block.get(name) {
            Some(node) => truth(node),
            None if block.is_unknown() => None,
            None => Some(false),
        };
        or(switch(first), switch(second))
    };
    let list = match bucket.properties.get("AccessControl") {
        None => Some(false),
        Some(list) => list
            .text()
            .map(|word| matches!(word, "PublicRead" | "PublicReadWrite" | "AuthenticatedRead")),
    };
    let mut policy = Some(false);
    for resource in stack.of("AWS::S3::BucketPolicy") {
        let target = resource.properties.get("Bucket");
        let is_ours = match target.map(Node::text) {
            Some(Some(text)) => {
                mentions(text, &bucket.logical_id) || bucket.text(&["BucketName"]) == Some(text)
            }
            _ => false,
        };
        if is_ours && let Some(document) = resource.properties.get("PolicyDocument") {
            let Reach(opens) = document_opens(document);
            policy = or(policy, opens);
        }
    }
    let by_list = and(list, not(blocks("IgnorePublicAcls", "BlockPublicAcls")));
    let by_policy = and(policy, not(blocks("RestrictPublicBuckets", "BlockPublicPolicy")));
    or(by_list, by_policy)
}

fn has_firewall(stack: &Stack, resource: &Declared) -> Option<bool> {
    let api = resource.text(&["RestApiId"]);
    let mut found = Some(false);
    for association in stack.of("AWS::WAFv2::WebACLAssociation") {
        let target = association.properties.get("ResourceArn");
        let hit = match target.map(Node::text) {
            Some(Some(text)) => {
                let by_api = api.and_then(|api| {
                    api.strip_prefix("${").and_then(|api| api.split(['}', '.']).next())
                });
                Some(
                    mentions(text, &resource.logical_id)
                        || by_api.is_some_and(|api| mentions(text, api)),
                )
            }
            _ => None,
        };
        found = or(found, hit);
    }
    found
}

/// Throttling of the stage itself, or a usage plan of its API.
fn has_throttle(stack: &Stack, stage: &Declared) -> Option<bool> {
    let own = match stage.kind.as_str() {
        "AWS::ApiGateway::Stage" => {
            let limits = |item: &Node| item.get("ThrottlingRateLimit").is_some();
            let settings = stage.properties.get("MethodSettings");
            settings.map_or(Some(false), |all| Some(all.items()?.iter().any(limits)))
        }
        _ => match stage.properties.get("DefaultRouteSettings") {
            Some(settings) if settings.is_unknown() => None,
            Some(settings) => Some(settings.get("ThrottlingRateLimit").is_some()),
            None => Some(false),
        },
    };
    let api = stage.text(&["RestApiId"]).unwrap_or_default();
    let plans = stack.of("AWS::ApiGateway::UsagePlan").filter(|plan| {
        plan.properties.get("Throttle").is_some()
            && plan.text(&["ApiId"]).is_none_or(|other| other == api)
    });
    or(own, Some(plans.count() > 0))
}

/// A log group of the function's name that says how long it keeps.
fn keeps_logs_briefly(stack: &Stack, function: &Declared) -> Option<bool> {
    let own = function.properties.at(&["LoggingConfig", "LogGroup"]).and_then(Node::text);
    let name = function.text(&["FunctionName"]);
    let groups = stack.of("AWS::Logs::LogGroup").filter(|group| {
        let named = group.text(&["LogGroupName"]).unwrap_or_default();
        let by_name = name.is_some_and(|name| named == format!("/aws/lambda/{name}"));
        by_name
            || (named.starts_with("/aws/lambda/") && mentions(named, &function.logical_id))
            || own.is_some_and(|own| own == named || mentions(own, &group.logical_id))
    });
    let mut found = Some(false);
    for group in groups {
        let kept = match group.properties.get("RetentionInDays") {
            Some(days) if days.is_unknown() => None,
            Some(_) => Some(true),
            None => Some(false),
        };
        found = or(found, kept);
    }
    found
}

/// A schedule that renews the secret.
fn rotates(stack: &Stack, secret: &Declared) -> Option<bool> {
    let mut found = Some(false);
    for schedule in stack.of("AWS::SecretsManager::RotationSchedule") {
        let hit = schedule.properties.get("SecretId").map(Node::text);
        let hit = match hit {
            Some(Some(text)) => Some(mentions(text, &secret.logical_id)),
            _ => None,
        };
        found = or(found, hit);
    }
    found
}

fn has_rate_rule(acl: &Declared) -> Option<bool> {
    let Some(rules) = acl.properties.get("Rules") else { return Some(false) };
    let rules = rules.items()?;
    Some(rules.iter().any(|rule| rule.at(&["Statement", "RateBasedStatement"]).is_some()))
}

/// A switch, written as true or as a text.
fn truth(node: &Node) -> Option<bool> {
    node.boolean().or_else(|| match node.text() {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    })
}
