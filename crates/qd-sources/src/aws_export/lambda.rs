//! Lambda functions, their URLs, and who may call them.

use std::collections::BTreeMap;

use super::documents::{Documents, Saved};
use crate::cloud::{Auth, Properties, Resource, Route, Writer, node, put_names};
use crate::tree::{Node, Place, Value, json};

/// Writes each function that is listed or described.
pub(super) fn read(documents: &mut Documents, writer: &mut Writer<'_>) {
    let mut functions: BTreeMap<String, Node> = BTreeMap::new();
    if let Saved::Json(list) = documents.list("lambda", "list-functions") {
        let list = list.clone();
        match list.get("Functions").and_then(Node::items) {
            Some(items) => {
                for function in items {
                    match function.get("FunctionName").and_then(Node::text) {
                        Some(name) => {
                            functions.insert(name.to_owned(), function.clone());
                        }
                        None => documents.note_shape(function, "`FunctionName`"),
                    }
                }
            }
            None => documents.note_shape(&list, "`Functions`"),
        }
    }
    for command in ["get-function", "get-function-configuration"] {
        for name in documents.names("lambda", command) {
            let Saved::Json(answer) = documents.of("lambda", command, name) else { continue };
            let function = answer.get("Configuration").unwrap_or(answer);
            if function.get("FunctionName").and_then(Node::text) == Some(name) {
                functions.entry(name.to_owned()).or_insert_with(|| function.clone());
            }
        }
    }
    // A URL or policy may be saved for a function that no list names.
    for (name, function) in &functions {
        write_function(documents, writer, name, function);
    }
    let mut names = functions.keys().cloned().collect::<Vec<_>>();
    for command in ["get-function-url-config", "list-function-url-configs", "get-policy"] {
        names.extend(documents.names("lambda", command).into_iter().map(str::to_owned));
    }
    names.sort();
    names.dedup();
    for name in names {
        write_urls(documents, writer, &name);
        write_policy(documents, writer, &name);
    }
}

fn write_function(documents: &Documents, writer: &mut Writer<'_>, name: &str, function: &Node) {
    let mut properties = Properties::default();
    properties.copy(
        function,
        &["FunctionName", "Runtime", "Handler", "Role", "MemorySize", "Timeout", "PackageType"],
    );
    properties.copy(function, &["Architectures", "EphemeralStorage", "TracingConfig"]);
    properties.copy(function, &["DeadLetterConfig", "KMSKeyArn", "LoggingConfig", "Description"]);
    if let Some(layers) = function.get("Layers").and_then(Node::items) {
        let arns = layers.iter().filter_map(|layer| layer.get("Arn").cloned());
        let arns = node(Value::List(arns.collect()), &function.place);
        properties.put("Layers", arns);
    }
    if let Some(network) = function.get("VpcConfig") {
        let mut kept = Properties::default();
        kept.copy(network, &["SubnetIds", "SecurityGroupIds"]);
        properties.put("VpcConfig", kept.into_node(&network.place));
    }
    if let Some(variables) = function.at(&["Environment", "Variables"]) {
        put_names(&mut properties, variables, writer);
    }
    let reserved = documents.of("lambda", "get-function-concurrency", name);
    match reserved {
        Saved::Json(answer) => properties.copy(answer, &["ReservedConcurrentExecutions"]),
        // The command prints nothing where nothing is reserved.
        Saved::Empty(_) => {}
        Saved::Failed(_) | Saved::Left | Saved::Never => {
            properties.unknown("ReservedConcurrentExecutions", &function.place);
        }
    }
    properties.copy(function, &["LastModified"]);
    let (logical_id, place) = (name.to_owned(), function.place.clone());
    writer.resource(Resource {
        kind: "AWS::Lambda::Function".to_owned(),
        logical_id,
        place,
        properties,
    });
}

fn write_urls(documents: &mut Documents, writer: &mut Writer<'_>, name: &str) {
    let mut urls = Vec::new();
    if let Saved::Json(answer) = documents.of("lambda", "get-function-url-config", name) {
        urls.push(answer.clone());
    }
    if let Saved::Json(answer) = documents.of("lambda", "list-function-url-configs", name) {
        urls.extend(
            answer.get("FunctionUrlConfigs").and_then(Node::items).unwrap_or_default().to_vec(),
        );
    }
    let mut written = Vec::new();
    for url in urls {
        let Some(kind) = url.get("AuthType") else {
            documents.note_shape(&url, "`AuthType`");
            continue;
        };
        // The same URL may stand in both answers.
        let address = url.get("FunctionUrl").and_then(Node::text).unwrap_or_default().to_owned();
        if written.contains(&address) {
            continue;
        }
        written.push(address);
        let mut properties = Properties::default();
        properties.copy_as(&url, "FunctionArn", "TargetFunctionArn");
        properties.copy(&url, &["AuthType", "Cors", "InvokeMode", "FunctionUrl"]);
        let place = kind.place.clone();
        let auth = match kind.text() {
            Some("NONE") => Auth::Open,
            Some("AWS_IAM") => Auth::Authenticated,
            _ => Auth::Unknown,
        };
        let route =
            Route { api: name.to_owned(), path: "/".to_owned(), method: "ANY".to_owned(), auth };
        writer.endpoint(&place, &route);
        let logical_id = format!("{name}.url");
        writer.resource(Resource {
            kind: "AWS::Lambda::Url".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
}

/// Writes each statement of a function's policy as the permission that CloudFormation knows.
fn write_policy(documents: &mut Documents, writer: &mut Writer<'_>, name: &str) {
    let Saved::Json(answer) = documents.of("lambda", "get-policy", name) else { return };
    let answer = answer.clone();
    let Some((policy, place)) =
        answer.get("Policy").and_then(|node| Some((node.text()?, node.place.clone())))
    else {
        documents.note_shape(&answer, "`Policy`");
        return;
    };
    let Ok(policy) = json::parse(policy, &place.file) else {
        documents.note_shape(&answer, "a `Policy` that is JSON");
        return;
    };
    let statements = match policy.get("Statement") {
        Some(Node { value: Value::List(items), .. }) => items.clone(),
        Some(statement) => vec![statement.clone()],
        None => Vec::new(),
    };
    for (index, statement) in statements.iter().enumerate() {
        let id = statement.get("Sid").and_then(Node::text).map(str::to_owned);
        let id = id.unwrap_or_else(|| format!("statement-{}", index + 1));
        // The policy is one text of the file: its lines are not the file's.
        let properties = permission(&moved(statement, &place), name, &place);
        let (logical_id, place) = (format!("{name}.{id}"), place.clone());
        writer.resource(Resource {
            kind: "AWS::Lambda::Permission".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
}

fn permission(statement: &Node, name: &str, place: &Place) -> Properties {
    let mut properties = Properties::default();
    properties.text("FunctionName", name, place);
    properties.copy(statement, &["Effect", "Action"]);
    match statement.get("Principal") {
        Some(principal @ Node { value: Value::Text(_), .. }) => {
            properties.put("Principal", principal.clone());
        }
        Some(principal) => {
            for (_, who) in principal.members().iter().take(1) {
                properties.put("Principal", who.clone());
            }
        }
        None => {}
    }
    let conditions = statement.get("Condition").map(Node::members).unwrap_or_default();
    for (key, value) in conditions.iter().flat_map(|(_, tests)| tests.members()) {
        let property = match key.to_ascii_lowercase().as_str() {
            "lambda:functionurlauthtype" => "FunctionUrlAuthType",
            "lambda:invokedviafunctionurl" => "InvokedViaFunctionUrl",
            "aws:sourcearn" => "SourceArn",
            "aws:sourceaccount" => "SourceAccount",
            "aws:principalorgid" => "PrincipalOrgID",
            _ => continue,
        };
        properties.put(property, value.clone());
    }
    properties
}

fn moved(statement: &Node, place: &Place) -> Node {
    let value = match &statement.value {
        Value::List(items) => Value::List(items.iter().map(|item| moved(item, place)).collect()),
        Value::Object(members) => Value::Object(
            members.iter().map(|(key, member)| (key.clone(), moved(member, place))).collect(),
        ),
        value => value.clone(),
    };
    node(value, place)
}
