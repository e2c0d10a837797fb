//! Routes of declared APIs and URLs of declared functions, and who may call each.

use super::stack::{Declared, Stack, mentions};
use crate::cloud::Auth;
use crate::tree::{Node, Place};

/// How many parents a resource of a path may have.
const MAX_PARENTS: usize = 40;

const METHODS: [&str; 8] =
    ["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];

/// Writes the routes of all resources that answer from outside.
pub(super) fn write(stack: &mut Stack) {
    let mut routes = Vec::new();
    for resource in &stack.resources {
        let properties = &resource.properties;
        match resource.kind.as_str() {
            "AWS::Lambda::Url" => {
                let auth = match properties.get("AuthType").map(Node::text) {
                    Some(Some("NONE")) => Auth::Open,
                    Some(Some("AWS_IAM")) => Auth::Authenticated,
                    _ => Auth::Unknown,
                };
                let function = properties.get("TargetFunctionArn").and_then(Node::text);
                let api = function.map_or(resource.logical_id.as_str(), bare);
                let place = properties.get("AuthType").map_or(&resource.place, |node| &node.place);
                routes.push(route(place, api, "/", "ANY", auth));
            }
            "AWS::ApiGateway::Method" => routes.push(method(stack, resource)),
            "AWS::ApiGatewayV2::Route" => routes.extend(route_of(stack, resource)),
            "AWS::ApiGateway::RestApi" | "AWS::ApiGatewayV2::Api" => {
                body(resource, &mut routes);
                if let Some(auth) = quick_create(resource) {
                    let key = properties.get("RouteKey").and_then(Node::text).unwrap_or("$default");
                    routes.push(keyed(&resource.place, &resource.logical_id, key, auth));
                }
            }
            "AWS::AppSync::GraphQLApi" => {
                let auth = match properties.get("AuthenticationType").and_then(Node::text) {
                    Some("API_KEY") => Auth::ApiKeyOnly,
                    Some(_) => Auth::Authenticated,
                    None => Auth::Unknown,
                };
                let id = resource.logical_id.as_str();
                routes.push(route(&resource.place, id, "/graphql", "POST", auth));
            }
            _ => {}
        }
    }
    for route in routes {
        let is_private = stack.resources.iter().any(|api| {
            api.logical_id == route.api && api.kind == "AWS::ApiGateway::RestApi" && is_private(api)
        });
        // Only networks that the API names reach it at all.
        let auth = if is_private { Auth::Authenticated } else { route.auth };
        stack.route(&route.place, &route.api, &route.path, &route.method, auth);
    }
}

struct Found {
    place: Place,
    api: String,
    path: String,
    method: String,
    auth: Auth,
}

fn route(place: &Place, api: &str, path: &str, method: &str, auth: Auth) -> Found {
    let (api, path, method) = (api.to_owned(), path.to_owned(), method.to_owned());
    Found { place: place.clone(), api, path, method, auth }
}

/// The resource that a reference means: `${Api.Arn}` is `Api`.
fn bare(reference: &str) -> &str {
    let Some(inner) = reference.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else {
        return reference;
    };
    let attributes = [".Arn", ".arn", ".id", ".function_name", ".invoke_arn", ".qualified_arn"];
    attributes.iter().find_map(|attribute| inner.strip_suffix(attribute)).unwrap_or(inner)
}

fn is_private(api: &Declared) -> bool {
    let types = api.properties.at(&["EndpointConfiguration", "Types"]);
    types.is_some_and(|types| types.each().iter().any(|kind| kind.text() == Some("PRIVATE")))
}

fn authorization(kind: Option<&Node>, key: Option<&Node>) -> Auth {
    match kind.map(Node::text) {
        Some(Some("NONE")) | None => match key {
            Some(key) if key.boolean() == Some(true) => Auth::ApiKeyOnly,
            Some(key) if key.is_unknown() => Auth::Unknown,
            _ => Auth::Open,
        },
        Some(Some(_)) => Auth::Authenticated,
        Some(None) => Auth::Unknown,
    }
}

fn method(stack: &Stack, resource: &Declared) -> Found {
    let properties = &resource.properties;
    let auth = authorization(properties.get("AuthorizationType"), properties.get("ApiKeyRequired"));
    let api = resource.text(&["RestApiId"]).map_or("?", bare);
    let path = resource.text(&["ResourceId"]).map_or_else(|| "?".to_owned(), |id| path(stack, id));
    let verb = resource.text(&["HttpMethod"]).unwrap_or("ANY");
    route(&resource.place, api, &path, verb, auth)
}

/// Follows the parents of a REST resource up to the root.
fn path(stack: &Stack, reference: &str) -> String {
    let (mut parts, mut reference) = (Vec::new(), reference.to_owned());
    for _ in 0..MAX_PARENTS {
        let found =
            stack.of("AWS::ApiGateway::Resource").find(|one| mentions(&reference, &one.logical_id));
        let Some(found) = found else { break };
        parts.push(found.text(&["PathPart"]).unwrap_or("?").to_owned());
        let Some(parent) = found.text(&["ParentId"]) else { break };
        reference = parent.to_owned();
    }
    parts.reverse();
    format!("/{}", parts.join("/"))
}

/// A route of a version 2 API; of a web socket only its opening asks who comes.
fn route_of(stack: &Stack, resource: &Declared) -> Option<Found> {
    let properties = &resource.properties;
    let auth = authorization(properties.get("AuthorizationType"), properties.get("ApiKeyRequired"));
    let reference = resource.text(&["ApiId"]).unwrap_or_default();
    let key = resource.text(&["RouteKey"]).unwrap_or("?");
    let api = stack.of("AWS::ApiGatewayV2::Api").find(|api| mentions(reference, &api.logical_id));
    let is_socket = api.is_some_and(|api| api.text(&["ProtocolType"]) == Some("WEBSOCKET"));
    if is_socket && key != "$connect" {
        return None;
    }
    let auth = if is_socket && auth == Auth::ApiKeyOnly { Auth::Open } else { auth };
    let api = if reference.is_empty() { "?" } else { bare(reference) };
    Some(keyed(&resource.place, api, key, auth))
}

/// `GET /x` and `$default`.
fn keyed(place: &Place, api: &str, key: &str, auth: Auth) -> Found {
    match key.split_once(' ') {
        Some((method, path)) => route(place, api, path, method, auth),
        None => route(place, api, key, "ANY", auth),
    }
}

/// An API that was made with its target has one route, open to anybody.
fn quick_create(api: &Declared) -> Option<Auth> {
    api.properties.get("Target").map(|_| Auth::Open)
}

/// The routes of an `OpenAPI` body; one that stands in another file cannot be told.
fn body(api: &Declared, routes: &mut Vec<Found>) {
    let properties = &api.properties;
    for elsewhere in ["BodyS3Location", "DefinitionUri"] {
        if let Some(node) = properties.get(elsewhere) {
            routes.push(route(&node.place, &api.logical_id, "/*", "ANY", Auth::Unknown));
        }
    }
    let Some(body) = properties.get("Body") else { return };
    let Some(paths) = body.get("paths") else {
        routes.push(route(&body.place, &api.logical_id, "/*", "ANY", Auth::Unknown));
        return;
    };
    for (path, item) in paths.members() {
        for (method, operation) in item.members() {
            if METHODS.contains(&method.as_str()) {
                let auth = secured(body, operation);
                routes.push(route(&operation.place, &api.logical_id, path, method, auth));
            }
        }
    }
}

/// Who may call an operation: any of the alternatives, so that an empty one opens it.
fn secured(body: &Node, operation: &Node) -> Auth {
    if let Some(own) = operation.at(&["x-amazon-apigateway-auth", "type"]) {
        match own.text() {
            Some(kind) if !kind.eq_ignore_ascii_case("none") => return Auth::Authenticated,
            Some(_) => {}
            None => return Auth::Unknown,
        }
    }
    let Some(security) = operation.get("security").or_else(|| body.get("security")) else {
        return Auth::Open;
    };
    let Some(alternatives) = security.items() else { return Auth::Unknown };
    let mut verdict = None;
    for alternative in alternatives {
        let schemes = alternative.members();
        let is_key = |name: &str| is_api_key(body, name);
        let auth = if schemes.is_empty() {
            Auth::Open
        } else if schemes.iter().all(|(name, _)| is_key(name)) {
            Auth::ApiKeyOnly
        } else {
            Auth::Authenticated
        };
        let weaker = |known: Auth| match (known, auth) {
            (Auth::Open, _) | (_, Auth::Open) => Auth::Open,
            (Auth::ApiKeyOnly, _) | (_, Auth::ApiKeyOnly) => Auth::ApiKeyOnly,
            _ => Auth::Authenticated,
        };
        verdict = Some(verdict.map_or(auth, weaker));
    }
    verdict.unwrap_or(Auth::Open)
}

/// A scheme of API Gateway's keys; with an authorizer's type it is a custom authorizer.
fn is_api_key(body: &Node, name: &str) -> bool {
    let places = [["components", "securitySchemes"].as_slice(), &["securityDefinitions"]];
    let scheme = places.iter().find_map(|path| body.at(path)?.get(name));
    scheme.is_some_and(|scheme| {
        scheme.get("type").and_then(Node::text) == Some("apiKey")
            && scheme.get("x-amazon-apigateway-authtype").is_none()
            && scheme.get("x-amazon-apigateway-authorizer").is_none()
    })
}
