//! The routes that events of functions declare, with the authorizer that each ends up with.

use super::super::super::stack::{Declared, Stack};
use crate::cloud::Auth;
use crate::tree::{Node, Value};

/// The APIs that SAM makes for events that name none.
const IMPLICIT: [(&str, &str, &str); 2] =
    [("Api", "ServerlessRestApi", "Api"), ("HttpApi", "ServerlessHttpApi", "HttpApi")];

/// Writes the routes of all functions and state machines, and the APIs that they imply.
pub(super) fn write(stack: &mut Stack, all: &[Declared], globals: Option<&Node>) {
    let mut implied = [false; 2];
    for resource in all {
        let events = resource.properties.get("Events").map(Node::members).unwrap_or_default();
        for (_, event) in events {
            let kind = event.get("Type").and_then(Node::text).unwrap_or_default();
            let Some(which) = IMPLICIT.iter().position(|(event, ..)| *event == kind) else {
                continue;
            };
            implied[which] |= write_event(stack, all, globals, event, which);
        }
    }
    for (which, (_, id, _)) in IMPLICIT.iter().enumerate() {
        if implied[which]
            && let Some(first) = all.first()
        {
            imply(stack, first, id, which == 1, globals);
        }
    }
}

/// Writes one event's route; returns whether it hangs on an API that SAM makes.
fn write_event(
    stack: &mut Stack,
    all: &[Declared],
    globals: Option<&Node>,
    event: &Node,
    which: usize,
) -> bool {
    let (_, implicit, section) = IMPLICIT[which];
    let empty = Node::new(Value::Object(Vec::new()), &event.place);
    let properties = event.get("Properties").unwrap_or(&empty);
    let reference = properties.get(if which == 0 { "RestApiId" } else { "ApiId" });
    let api = reference
        .and_then(Node::text)
        .map(|text| text.trim_start_matches("${").trim_end_matches('}').to_owned());
    let explicit = api.as_ref().and_then(|api| all.iter().find(|one| one.logical_id == *api));
    let defaults = match explicit {
        Some(explicit) => explicit.properties.get("Auth"),
        None if reference.is_none() => globals.and_then(|globals| globals.at(&[section, "Auth"])),
        None => None,
    };
    let mut auth = auth_of(properties.get("Auth"), defaults);
    // An API of another stack or of plain CloudFormation says elsewhere who may call.
    let is_elsewhere = reference.is_some()
        && explicit.is_none_or(|explicit| !explicit.kind.starts_with("AWS::Serverless::"));
    if is_elsewhere && properties.get("Auth").is_none() {
        auth = Auth::Unknown;
    }
    let path = properties.get("Path").and_then(Node::text);
    let path = path.unwrap_or(if which == 0 { "/" } else { "$default" });
    let method = properties.get("Method").and_then(Node::text).unwrap_or("ANY");
    let api = api.unwrap_or_else(|| implicit.to_owned());
    stack.route(&event.place, &api, path, method, auth);
    reference.is_none()
}

/// Who may call, by the event's own word, else by the API's default.
fn auth_of(own: Option<&Node>, defaults: Option<&Node>) -> Auth {
    let word = |key: &str| own.and_then(|own| own.get(key));
    let default = |key: &str| defaults.and_then(|defaults| defaults.get(key));
    let authorizer = word("Authorizer").or_else(|| default("DefaultAuthorizer"));
    match authorizer.map(|authorizer| authorizer.text()) {
        Some(Some("NONE")) => {}
        Some(Some(_)) => return Auth::Authenticated,
        // A function or a reference that is not resolved.
        Some(None) => return Auth::Unknown,
        None => {}
    }
    if own.is_some_and(Node::is_unknown) || defaults.is_some_and(Node::is_unknown) {
        return Auth::Unknown;
    }
    match word("ApiKeyRequired").or_else(|| default("ApiKeyRequired")) {
        Some(key) if key.boolean() == Some(true) => Auth::ApiKeyOnly,
        Some(key) if key.is_unknown() => Auth::Unknown,
        _ => Auth::Open,
    }
}

/// Writes an API that SAM makes, and its stage.
fn imply(stack: &mut Stack, first: &Declared, id: &str, is_http: bool, globals: Option<&Node>) {
    let section = if is_http { "HttpApi" } else { "Api" };
    let mut properties = Node::new(Value::Object(Vec::new()), &first.place);
    if let Some(defaults) = globals.and_then(|globals| globals.get(section)) {
        super::merge(&mut properties, defaults);
    }
    let declared = Declared {
        kind: String::new(),
        logical_id: id.to_owned(),
        place: first.place.clone(),
        properties,
    };
    if is_http {
        super::http_api(stack, declared);
    } else {
        super::rest_api(stack, declared);
    }
}
