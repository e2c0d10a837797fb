//! `serverless.yml`: functions with their events, and the resources beside them.
//!
//! Resources have the logical ids that the framework gives them, so that references of the
//! `resources` section find them.

mod variables;

use super::cloudformation;
use super::stack::{Declared, Given, Stack};
use crate::cloud::Auth;
use crate::tree::{Node, Place, Value};

/// The API that the framework makes.
const REST_API: &str = "ApiGatewayRestApi";
const HTTP_API: &str = "HttpApi";

/// Claims that a document is a service of the framework.
pub(super) fn is_service(document: &Node) -> bool {
    document.get("provider").is_some()
        && (document.get("functions").is_some()
            || document.get("service").is_some()
            || document.get("resources").is_some())
}

/// Reads a service.
pub(super) fn read(document: &Node, given: &Given) -> Stack {
    let mut stack = Stack::default();
    let document = variables::resolve(document, given, &mut stack);
    let provider = document.get("provider");
    let provided = |key: &str| provider.and_then(|provider| provider.get(key));
    if provided("name").is_some_and(|name| name.text().is_some_and(|name| name != "aws")) {
        let message = "a service for another cloud than AWS is not read".to_owned();
        stack.skip("unread-template", &document.place, message, "nothing to do");
        return stack;
    }
    for section in document.get("functions").map(Node::each).unwrap_or_default() {
        if section.is_unknown() {
            let message = "functions that stand in another file are not read".to_owned();
            let help = "write them into serverless.yml, or read the packaged template";
            stack.skip("unread-resource", &section.place, message, help);
        }
        for (name, function) in section.members() {
            write_function(&mut stack, name, function, provider);
        }
    }
    role(&mut stack, provider);
    apis(&mut stack, &document, provider);
    for section in document.get("resources").map(Node::each).unwrap_or_default() {
        if section.is_unknown() {
            let message = "resources that stand in another file are not read".to_owned();
            let help = "write them into serverless.yml, or read the packaged template";
            stack.skip("unread-resource", &section.place, message, help);
        }
        cloudformation::read_resources(section, given, &mut stack);
    }
    stack
}

/// The framework's logical id of a function: `send-mail` is `SendDashmailLambdaFunction`.
fn logical_id(name: &str) -> String {
    let name = name.replace('-', "Dash").replace('_', "Underscore");
    let mut letters = name.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    format!("{}LambdaFunction", first.into_iter().chain(letters).collect::<String>())
}

fn write_function(stack: &mut Stack, name: &str, function: &Node, provider: Option<&Node>) {
    let (id, place) = (logical_id(name), &function.place);
    let both = |key: &str| {
        function.get(key).or_else(|| provider.and_then(|provider| provider.get(key))).cloned()
    };
    let mut properties = Node::new(Value::Object(Vec::new()), place);
    for (key, property) in [
        ("name", "FunctionName"),
        ("reservedConcurrency", "ReservedConcurrentExecutions"),
        ("handler", "Handler"),
    ] {
        if let Some(node) = function.get(key) {
            properties.set(property, node.clone());
        }
    }
    for (key, property) in [
        ("runtime", "Runtime"),
        ("memorySize", "MemorySize"),
        ("timeout", "Timeout"),
        ("kmsKeyArn", "KmsKeyArn"),
        ("layers", "Layers"),
        ("architecture", "Architectures"),
    ] {
        if let Some(node) = both(key) {
            properties.set(property, node);
        }
    }
    if let Some(network) = both("vpc") {
        for (key, property) in
            [("securityGroupIds", "SecurityGroupIds"), ("subnetIds", "SubnetIds")]
        {
            if let Some(node) = network.get(key) {
                properties.set_at(&["VpcConfig", property], node.clone());
            }
        }
    }
    environment(&mut properties, function, provider);
    if let Some(tracing) = provider.and_then(|provider| provider.at(&["tracing", "lambda"])) {
        let is_on = tracing.boolean() == Some(true) || tracing.text() == Some("Active");
        let mode = if is_on { "Active" } else { "PassThrough" };
        properties.set_at(&["TracingConfig", "Mode"], Node::of_text(mode, &tracing.place));
    }
    if let Some(retention) = both("logRetentionInDays") {
        let mut group = Node::new(Value::Object(Vec::new()), place);
        group.set("LogGroupName", Node::of_text(format!("/aws/lambda/${{{id}}}"), place));
        group.set("RetentionInDays", retention);
        push(stack, "AWS::Logs::LogGroup", &format!("{id}LogGroup"), place, group);
    }
    url(stack, &id, function);
    for event in function.get("events").and_then(Node::items).unwrap_or_default() {
        write_event(stack, event);
    }
    push(stack, "AWS::Lambda::Function", &id, place, properties);
}

fn push(stack: &mut Stack, kind: &str, logical_id: &str, place: &Place, properties: Node) {
    let (kind, logical_id) = (kind.to_owned(), logical_id.to_owned());
    stack.resources.push(Declared { kind, logical_id, place: place.clone(), properties });
}

/// A function's own variables over the provider's.
fn environment(properties: &mut Node, function: &Node, provider: Option<&Node>) {
    let shared = provider.and_then(|provider| provider.get("environment"));
    for source in [shared, function.get("environment")].into_iter().flatten() {
        if source.is_unknown() {
            properties.set_at(&["Environment", "Variables"], source.clone());
            return;
        }
        for (name, value) in source.members() {
            properties.set_at(&["Environment", "Variables", name], value.clone());
        }
    }
}

fn url(stack: &mut Stack, id: &str, function: &Node) {
    let Some(url) = function.get("url").filter(|url| url.boolean() != Some(false)) else { return };
    let kind = match url.get("authorizer").map(Node::text) {
        Some(Some("aws_iam")) => Value::Text("AWS_IAM".to_owned()),
        Some(_) => Value::Null,
        None if url.is_unknown() => Value::Null,
        None => Value::Text("NONE".to_owned()),
    };
    let mut properties = Node::new(Value::Object(Vec::new()), &url.place);
    properties.set("TargetFunctionArn", Node::of_text(format!("${{{id}.Arn}}"), &url.place));
    properties.set("AuthType", Node::new(kind, &url.place));
    if url.get("cors").is_some_and(|cors| cors.boolean() == Some(true)) {
        let everybody = Node::new(Value::List(vec![Node::of_text("*", &url.place)]), &url.place);
        properties.set_at(&["Cors", "AllowOrigins"], everybody);
    } else if let Some(origins) = url.at(&["cors", "allowedOrigins"]) {
        properties.set_at(&["Cors", "AllowOrigins"], origins.clone());
    }
    push(stack, "AWS::Lambda::Url", &format!("{id}Url"), &url.place, properties);
}

fn write_event(stack: &mut Stack, event: &Node) {
    if let Some(http) = event.get("http") {
        let (method, path) = method_and_path(http);
        let auth = match http.get("authorizer") {
            None => match http.get("private").map(Node::boolean) {
                Some(Some(true)) => Auth::ApiKeyOnly,
                Some(None) => Auth::Unknown,
                _ => Auth::Open,
            },
            Some(authorizer) if authorizer.is_unknown() => Auth::Unknown,
            Some(_) => Auth::Authenticated,
        };
        let auth = if http.is_unknown() { Auth::Unknown } else { auth };
        stack.route(&event.place, REST_API, &path, &method, auth);
    }
    if let Some(http) = event.get("httpApi") {
        let (method, path) = method_and_path(http);
        let auth = match http.get("authorizer") {
            None if http.is_unknown() => Auth::Unknown,
            None => Auth::Open,
            Some(authorizer) if authorizer.is_unknown() => Auth::Unknown,
            Some(_) => Auth::Authenticated,
        };
        stack.route(&event.place, HTTP_API, &path, &method, auth);
    }
    if let Some(socket) = event.get("websocket") {
        let route = socket.get("route").unwrap_or(socket).text().unwrap_or("$connect");
        if route == "$connect" {
            let auth = match socket.get("authorizer") {
                None => Auth::Open,
                Some(authorizer) if authorizer.is_unknown() => Auth::Unknown,
                Some(_) => Auth::Authenticated,
            };
            stack.route(&event.place, "WebsocketsApi", route, "ANY", auth);
        }
    }
}

/// `GET /x`, or both as members.
fn method_and_path(http: &Node) -> (String, String) {
    let (method, path) = match http.text() {
        Some(text) => match text.trim().split_once(char::is_whitespace) {
            Some((method, path)) => (method.to_owned(), path.trim().to_owned()),
            None => ("ANY".to_owned(), text.trim().to_owned()),
        },
        None => {
            let text = |key: &str| http.get(key).and_then(Node::text).unwrap_or_default();
            (text("method").to_owned(), text("path").to_owned())
        }
    };
    let method = if method.is_empty() { "ANY".to_owned() } else { method };
    let path = if path.starts_with(['/', '$', '*']) { path } else { format!("/{path}") };
    (method, path)
}

/// The role that all functions share, with the statements that the provider lists.
fn role(stack: &mut Stack, provider: Option<&Node>) {
    let Some(provider) = provider else { return };
    let old = provider.get("iamRoleStatements");
    let statements = provider.at(&["iam", "role", "statements"]).or(old);
    let managed = provider.at(&["iam", "role", "managedPolicies"]);
    if statements.is_none() && managed.is_none() {
        return;
    }
    let place = statements.or(managed).map_or(&provider.place, |node| &node.place);
    let mut properties = Node::new(Value::Object(Vec::new()), place);
    if let Some(statements) = statements {
        let mut document = Node::new(Value::Object(Vec::new()), place);
        document.set("Statement", statements.clone());
        let mut policy = Node::new(Value::Object(Vec::new()), place);
        policy.set("PolicyDocument", document);
        properties.set("Policies", Node::new(Value::List(vec![policy]), place));
    }
    if let Some(managed) = managed {
        properties.set("ManagedPolicyArns", managed.clone());
    }
    push(stack, "AWS::IAM::Role", "IamRoleLambdaExecution", place, properties);
}

/// The APIs that events imply, and their stages.
fn apis(stack: &mut Stack, document: &Node, provider: Option<&Node>) {
    let place = provider.map_or(&document.place, |provider| &provider.place).clone();
    let has = |api: &str| stack.routes.iter().any(|(_, route)| route.api == api);
    let (rest, http) = (has(REST_API), has(HTTP_API));
    let object = || Node::new(Value::Object(Vec::new()), &place);
    if rest {
        push(stack, "AWS::ApiGateway::RestApi", REST_API, &place, object());
        let mut stage = object();
        stage.set("RestApiId", Node::of_text(format!("${{{REST_API}}}"), &place));
        let logs = provider.and_then(|provider| provider.at(&["logs", "restApi"]));
        if let Some(logs) = logs.filter(|logs| logs.boolean() != Some(false)) {
            stage.set_at(
                &["AccessLogSetting", "DestinationArn"],
                Node::of_text("restApi", &logs.place),
            );
        }
        let tracing = provider.and_then(|provider| provider.at(&["tracing", "apiGateway"]));
        if let Some(tracing) = tracing {
            stage.set("TracingEnabled", tracing.clone());
        }
        push(stack, "AWS::ApiGateway::Stage", "ApiGatewayStage", &place, stage);
        let throttle = provider.and_then(|p| p.at(&["apiGateway", "usagePlan", "throttle"]));
        if let Some(throttle) = throttle {
            let mut plan = object();
            plan.set("Throttle", throttle.clone());
            push(stack, "AWS::ApiGateway::UsagePlan", "ApiGatewayUsagePlan", &place, plan);
        }
    }
    if http {
        let mut api = object();
        api.set("ProtocolType", Node::of_text("HTTP", &place));
        push(stack, "AWS::ApiGatewayV2::Api", HTTP_API, &place, api);
        let mut stage = object();
        stage.set("ApiId", Node::of_text(format!("${{{HTTP_API}}}"), &place));
        let logs = provider.and_then(|provider| provider.at(&["logs", "httpApi"]));
        if let Some(logs) = logs.filter(|logs| logs.boolean() != Some(false)) {
            stage.set_at(
                &["AccessLogSettings", "DestinationArn"],
                Node::of_text("httpApi", &logs.place),
            );
        }
        push(stack, "AWS::ApiGatewayV2::Stage", "HttpApiStage", &place, stage);
    }
}
