//! SAM's short forms, written out as the resources that they become.
//!
//! The logical ids are those of the short forms; what one form becomes beside itself has the id that
//! SAM gives it, or one close to it where SAM's holds a hash.

mod events;

use super::super::stack::{Declared, Stack};
use crate::tree::{Node, Place, Value};

/// Writes out every short form of a template, with its globals merged in.
pub(super) fn write_out(stack: &mut Stack, globals: Option<&Node>) {
    let declared = std::mem::take(&mut stack.resources);
    let all = declared.into_iter().map(|mut resource| {
        if let Some(section) = section(&resource.kind)
            && let Some(defaults) = globals.and_then(|globals| globals.get(section))
        {
            merge(&mut resource.properties, defaults);
        }
        resource
    });
    let all = all.collect::<Vec<_>>();
    events::write(stack, &all, globals);
    for resource in all {
        match resource.kind.as_str() {
            "AWS::Serverless::Function" => function(stack, resource),
            "AWS::Serverless::Api" => rest_api(stack, resource),
            "AWS::Serverless::HttpApi" => http_api(stack, resource),
            "AWS::Serverless::SimpleTable" => simple_table(stack, resource),
            "AWS::Serverless::StateMachine" => state_machine(stack, resource),
            "AWS::Serverless::LayerVersion" => {
                renamed(stack, resource, "AWS::Lambda::LayerVersion")
            }
            "AWS::Serverless::Application" => {
                renamed(stack, resource, "AWS::CloudFormation::Stack")
            }
            "AWS::Serverless::GraphQLApi" => renamed(stack, resource, "AWS::AppSync::GraphQLApi"),
            _ => stack.resources.push(resource),
        }
    }
}

/// Which globals a type takes.
fn section(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "AWS::Serverless::Function" => "Function",
        "AWS::Serverless::Api" => "Api",
        "AWS::Serverless::HttpApi" => "HttpApi",
        "AWS::Serverless::SimpleTable" => "SimpleTable",
        "AWS::Serverless::StateMachine" => "StateMachine",
        _ => return None,
    })
}

/// Adds what is set in the globals and not in the resource; lists are joined, as SAM does.
fn merge(own: &mut Node, defaults: &Node) {
    for (key, default) in defaults.members() {
        let Value::Object(members) = &mut own.value else { return };
        match members.iter_mut().find(|(name, _)| name == key) {
            None => members.push((key.clone(), default.clone())),
            Some((_, member)) => match (&mut member.value, &default.value) {
                (Value::Object(_), Value::Object(_)) => merge(member, default),
                (Value::List(items), Value::List(first)) => {
                    items.splice(0..0, first.iter().cloned());
                }
                _ => {}
            },
        }
    }
}

fn renamed(stack: &mut Stack, resource: Declared, kind: &str) {
    stack.resources.push(Declared { kind: kind.to_owned(), ..resource });
}

/// Makes a resource beside another.
fn beside(
    kind: &str,
    logical_id: String,
    place: &Place,
    members: Vec<(&str, Option<Node>)>,
) -> Declared {
    let members = members.into_iter().filter_map(|(key, node)| Some((key.to_owned(), node?)));
    Declared {
        kind: kind.to_owned(),
        logical_id,
        place: place.clone(),
        properties: Node::new(Value::Object(members.collect()), place),
    }
}

/// Takes members out of an object.
fn take(node: &mut Node, key: &str) -> Option<Node> {
    let Value::Object(members) = &mut node.value else { return None };
    let at = members.iter().position(|(name, _)| name == key)?;
    Some(members.remove(at).1)
}

fn function(stack: &mut Stack, mut resource: Declared) {
    let (id, place) = (resource.logical_id.clone(), resource.place.clone());
    let properties = &mut resource.properties;
    let url = take(properties, "FunctionUrlConfig");
    let policies = take(properties, "Policies");
    for unused in ["Events", "CodeUri", "InlineCode", "AutoPublishAlias", "DeploymentPreference"] {
        take(properties, unused);
    }
    if let Some(mode) = take(properties, "Tracing") {
        properties.set_at(&["TracingConfig", "Mode"], mode);
    }
    if let Some(queue) = take(properties, "DeadLetterQueue") {
        properties.set_at(&["DeadLetterConfig"], queue);
    }
    if let Some(key) = take(properties, "KmsKeyArn") {
        properties.set("KmsKeyArn", key);
    }
    if properties.get("Role").is_none() {
        stack.resources.push(role(&id, &place, policies));
        let role = Node::of_text(format!("${{{id}Role.Arn}}"), &place);
        properties.set("Role", role);
    }
    if let Some(url) = url {
        let target = Node::of_text(format!("${{{id}.Arn}}"), &place);
        stack.resources.push(beside(
            "AWS::Lambda::Url",
            format!("{id}Url"),
            &url.place,
            vec![
                ("TargetFunctionArn", Some(target)),
                ("AuthType", url.get("AuthType").cloned()),
                ("Cors", url.get("Cors").cloned()),
                ("InvokeMode", url.get("InvokeMode").cloned()),
            ],
        ));
    }
    renamed(stack, resource, "AWS::Lambda::Function");
}

/// The role that SAM makes for a function, with the policies that the function names.
fn role(id: &str, place: &Place, policies: Option<Node>) -> Declared {
    let (mut managed, mut inline) = (Vec::new(), Vec::new());
    for policy in policies.as_ref().map(Node::each).unwrap_or_default() {
        match &policy.value {
            Value::Text(name) if !name.contains("${") && !name.starts_with("arn:") => {
                let arn = format!("arn:aws:iam::aws:policy/{name}");
                managed.push(Node::of_text(arn, &policy.place));
            }
            Value::Object(_) if policy.get("Statement").is_some() => {
                let document = vec![("PolicyDocument".to_owned(), policy.clone())];
                inline.push(Node::new(Value::Object(document), &policy.place));
            }
            // Policy templates are scoped by what they are given.
            Value::Object(_) => {}
            _ => managed.push(policy.clone()),
        }
    }
    let list = |items: Vec<Node>| (!items.is_empty()).then(|| Node::new(Value::List(items), place));
    beside(
        "AWS::IAM::Role",
        format!("{id}Role"),
        place,
        vec![("ManagedPolicyArns", list(managed)), ("Policies", list(inline))],
    )
}

fn rest_api(stack: &mut Stack, mut resource: Declared) {
    let properties = &mut resource.properties;
    let mut stage = beside(
        "AWS::ApiGateway::Stage",
        format!("{}Stage", resource.logical_id),
        &resource.place,
        vec![(
            "RestApiId",
            Some(Node::of_text(format!("${{{}}}", resource.logical_id), &resource.place)),
        )],
    );
    for key in [
        "StageName",
        "MethodSettings",
        "AccessLogSetting",
        "TracingEnabled",
        "CacheClusterEnabled",
        "CanarySetting",
    ] {
        if let Some(node) = take(properties, key) {
            stage.properties.set(key, node);
        }
    }
    // A short form of its type alone.
    if let Some(kind) = properties.get("EndpointConfiguration").filter(|node| node.text().is_some())
    {
        let types = Node::new(Value::List(vec![kind.clone()]), &kind.place);
        properties.set_at(&["EndpointConfiguration", "Types"], types);
    } else if let Some(kind) = properties.at(&["EndpointConfiguration", "Type"]).cloned() {
        let types = Node::new(Value::List(vec![kind.clone()]), &kind.place);
        properties.set_at(&["EndpointConfiguration", "Types"], types);
    }
    if let Some(body) = take(properties, "DefinitionBody") {
        properties.set("Body", body);
    }
    let usage = properties.at(&["Auth", "UsagePlan"]).cloned();
    if let Some(usage) = usage {
        let id = format!("{}UsagePlan", resource.logical_id);
        let api = Node::of_text(format!("${{{}}}", resource.logical_id), &resource.place);
        stack.resources.push(beside(
            "AWS::ApiGateway::UsagePlan",
            id,
            &usage.place,
            vec![("Throttle", usage.get("Throttle").cloned()), ("ApiId", Some(api))],
        ));
    }
    stack.resources.push(stage);
    renamed(stack, resource, "AWS::ApiGateway::RestApi");
}

fn http_api(stack: &mut Stack, mut resource: Declared) {
    let properties = &mut resource.properties;
    let id = Node::of_text(format!("${{{}}}", resource.logical_id), &resource.place);
    let mut stage = beside(
        "AWS::ApiGatewayV2::Stage",
        format!("{}Stage", resource.logical_id),
        &resource.place,
        vec![("ApiId", Some(id))],
    );
    let name = Node::of_text("$default", &resource.place);
    stage.properties.set("StageName", take(properties, "StageName").unwrap_or(name));
    for key in ["AccessLogSettings", "DefaultRouteSettings", "RouteSettings"] {
        if let Some(node) = take(properties, key) {
            stage.properties.set(key, node);
        }
    }
    if let Some(body) = take(properties, "DefinitionBody") {
        properties.set("Body", body);
    }
    properties.set("ProtocolType", Node::of_text("HTTP", &resource.place));
    stack.resources.push(stage);
    renamed(stack, resource, "AWS::ApiGatewayV2::Api");
}

fn simple_table(stack: &mut Stack, mut resource: Declared) {
    let place = resource.place.clone();
    if resource.properties.get("ProvisionedThroughput").is_none() {
        resource.properties.set("BillingMode", Node::of_text("PAY_PER_REQUEST", &place));
    }
    renamed(stack, resource, "AWS::DynamoDB::Table");
}

fn state_machine(stack: &mut Stack, mut resource: Declared) {
    let properties = &mut resource.properties;
    if let Some(logging) = take(properties, "Logging") {
        properties.set("LoggingConfiguration", logging);
    }
    if let Some(tracing) = take(properties, "Tracing") {
        properties.set("TracingConfiguration", tracing);
    }
    let (id, place) = (resource.logical_id.clone(), resource.place.clone());
    take(properties, "Events");
    let policies = take(properties, "Policies");
    if properties.get("Role").is_none() {
        stack.resources.push(role(&id, &place, policies));
    }
    renamed(stack, resource, "AWS::StepFunctions::StateMachine");
}
