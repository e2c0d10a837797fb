//! What a template declares: resources in CloudFormation's schema, routes, and what is not known.

use std::collections::BTreeMap;

use qd_model::Level;

use crate::cloud::{Auth, Route};
use crate::tree::{Node, Place};

/// A declared resource; a property that could not be resolved is null.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    /// CloudFormation's type.
    pub(super) kind: String,
    /// Its logical id, or its address in Terraform.
    pub(super) logical_id: String,
    pub(super) place: Place,
    /// An object.
    pub(super) properties: Node,
}

impl Declared {
    /// A property's text.
    pub(super) fn text(&self, path: &[&str]) -> Option<&str> {
        self.properties.at(path).and_then(Node::text)
    }
}

/// Something to say about a template.
pub(super) struct Note {
    pub(super) level: Level,
    pub(super) code: &'static str,
    pub(super) place: Place,
    pub(super) message: String,
    pub(super) help: &'static str,
}

/// What one template declares.
#[derive(Default)]
pub(super) struct Stack {
    pub(super) resources: Vec<Declared>,
    pub(super) routes: Vec<(Place, Route)>,
    pub(super) notes: Vec<Note>,
    /// Items that were seen and could not be understood.
    pub(super) n_skipped: u64,
}

impl Stack {
    /// Adds a route.
    pub(super) fn route(&mut self, place: &Place, api: &str, path: &str, method: &str, auth: Auth) {
        let method = match method {
            "*" | "x-amazon-apigateway-any-method" => "ANY".to_owned(),
            method => method.to_ascii_uppercase(),
        };
        let auth = if method == "OPTIONS" { Auth::Options } else { auth };
        let route = Route { api: api.to_owned(), path: path.to_owned(), method, auth };
        self.routes.push((place.clone(), route));
    }

    /// Says something that lowers no figure.
    pub(super) fn note(
        &mut self,
        code: &'static str,
        place: &Place,
        message: String,
        help: &'static str,
    ) {
        let place = place.clone();
        self.notes.push(Note { level: Level::Note, code, place, message, help });
    }

    /// Says what could not be understood, and counts it.
    pub(super) fn skip(
        &mut self,
        code: &'static str,
        place: &Place,
        message: String,
        help: &'static str,
    ) {
        self.n_skipped += 1;
        let place = place.clone();
        self.notes.push(Note { level: Level::Warning, code, place, message, help });
    }

    /// The resources of a type.
    pub(super) fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Declared> {
        self.resources.iter().filter(move |resource| resource.kind == kind)
    }

    /// Finds the resource that a reference such as `${Bucket.Arn}` means, of one of some types.
    pub(super) fn referred(&self, reference: &str, kinds: &[&str]) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        for (index, resource) in self.resources.iter().enumerate() {
            if kinds.contains(&resource.kind.as_str()) && mentions(reference, &resource.logical_id)
            {
                let length = resource.logical_id.len();
                if best.is_none_or(|(_, known)| known < length) {
                    best = Some((index, length));
                }
            }
        }
        best.map(|(index, _)| index)
    }
}

/// Whether a text refers to a resource, whatever attribute it asks for.
pub(super) fn mentions(text: &str, logical_id: &str) -> bool {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("${") {
        if let Some(tail) = after.strip_prefix(logical_id)
            && tail.starts_with(['}', '.', '['])
        {
            return true;
        }
        rest = after;
    }
    false
}

/// Values that the configuration gives for parameters and variables.
pub(super) type Given = BTreeMap<String, toml::Value>;
