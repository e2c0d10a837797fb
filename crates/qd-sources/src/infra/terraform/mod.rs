//! Terraform modules: variables, locals and blocks to resources in CloudFormation's schema.
//!
//! A folder is a module. Modules that others call by a path are read where they are called, with
//! what they are given; those from a registry are named and not read. Nothing is fetched or run.

mod evaluate;
mod expand;
mod functions;
mod map;
mod parse;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hcl_edit::Span;
use hcl_edit::structure::Block;

use super::cloudformation::given_node;
use super::stack::{Given, Stack};
use crate::tree::{Malformed, Node, Place, Value};
use evaluate::{At, Names, Scope, unknown};
use expand::Instance;
use parse::File;

/// How deep modules may call each other.
const MAX_MODULES: usize = 8;
/// The most resources of one root module.
const MAX_INSTANCES: usize = 20_000;

/// The files of a source, by folder.
#[derive(Default)]
pub(super) struct Folders {
    modules: BTreeMap<String, Vec<File>>,
}

impl Folders {
    /// Parses a file and keeps it with its folder.
    pub(super) fn add(&mut self, text: &str, name: &Arc<str>) -> Result<(), Malformed> {
        let file = parse::parse(text, name)?;
        self.modules.entry(folder(name).to_owned()).or_default().push(file);
        Ok(())
    }

    /// Reads every module that no other calls; each is a stack with the name of its first file.
    pub(super) fn read(&self, given: &Given) -> Vec<(Arc<str>, Stack)> {
        let called = self.modules.iter().flat_map(|(path, files)| {
            let sources = blocks(files, "module").filter_map(|(_, block)| local_source(block));
            sources.map(|source| joined(path, &source)).collect::<Vec<_>>()
        });
        let called = called.collect::<BTreeSet<_>>();
        let is_root = |path: &&String| !called.contains(*path);
        let mut roots = self.modules.keys().filter(is_root).collect::<Vec<_>>();
        if roots.is_empty() {
            roots = self.modules.keys().collect();
        }
        roots.into_iter().filter_map(|path| self.read_root(path, given)).collect()
    }

    fn read_root(&self, path: &str, given: &Given) -> Option<(Arc<str>, Stack)> {
        let name = Arc::clone(&self.modules[path].iter().find(|file| is_code(&file.name))?.name);
        let mut stack = Stack::default();
        let mut instances = Vec::new();
        let variables = self.settings(path, given);
        let call = Call { path, prefix: String::new(), variables, depth: 0 };
        self.read_module(&call, &mut instances, &mut stack);
        for (kind, place) in map::write(instances, &mut stack) {
            let message = format!("resources of this type are not read: {kind}");
            stack.note("unread-resource", &place, message, "nothing to do: no rule looks at them");
        }
        Some((name, stack))
    }

    /// Values of variables: the settings over `terraform.tfvars` and `*.auto.tfvars`.
    fn settings(&self, path: &str, given: &Given) -> BTreeMap<String, Option<Node>> {
        let mut values = BTreeMap::new();
        let scope = Scope::new(String::new());
        let names = Names::new();
        for file in self.modules[path].iter().filter(|file| !is_code(&file.name)) {
            for attribute in file.body.attributes() {
                let at = At { file, names: &names, depth: 0 };
                values.insert(attribute.key.as_str().to_owned(), scope.value(&attribute.value, at));
            }
        }
        let place = Place { file: Arc::from("quarterdeck.toml"), line: 1 };
        for (name, value) in given {
            values.insert(name.clone(), Some(given_node(value, &place)));
        }
        values
    }

    fn read_module(&self, call: &Call<'_>, instances: &mut Vec<Instance>, stack: &mut Stack) {
        let files = &self.modules[call.path];
        let mut scope = Scope::new(call.prefix.clone());
        let names = Names::new();
        for (file, block) in blocks(files, "variable") {
            let Some(name) = block.labels.first().map(|label| label.as_str().to_owned()) else {
                continue;
            };
            let place = file.place(block.ident.span());
            let default = block
                .body
                .get_attribute("default")
                .map(|default| scope.value(&default.value, At { file, names: &names, depth: 0 }));
            let own = call.variables.get(&name).cloned();
            let value = own.or(default).unwrap_or_else(|| Some(unknown(&place)));
            scope.variables.insert(name, value);
        }
        for (file, block) in blocks(files, "locals") {
            for attribute in block.body.attributes() {
                let name = attribute.key.as_str().to_owned();
                scope.locals.insert(name, (file, &attribute.value));
            }
        }
        // Documents may name each other; those that come later are not told.
        for (file, block) in blocks(files, "data") {
            if let [kind, name] = block.labels.as_slice()
                && kind.as_str() == "aws_iam_policy_document"
            {
                let document = policy_document(&scope, file, block);
                scope.documents.insert(name.as_str().to_owned(), document);
            }
        }
        for (file, block) in blocks(files, "resource") {
            instances.extend(expand::instances(&scope, file, block));
            if instances.len() > MAX_INSTANCES || scope.is_exhausted() {
                let place = file.place(block.ident.span());
                let message = "the module stands for more resources than are read".to_owned();
                stack.skip("template-too-large", &place, message, "split the module");
                break;
            }
        }
        for (file, block) in blocks(files, "module") {
            self.read_call(call, &scope, file, block, instances, stack);
        }
        tell(&scope, files, stack);
    }

    fn read_call(
        &self,
        call: &Call<'_>,
        scope: &Scope<'_>,
        file: &File,
        block: &Block,
        instances: &mut Vec<Instance>,
        stack: &mut Stack,
    ) {
        let Some(label) = block.labels.first().map(|label| label.as_str().to_owned()) else {
            return;
        };
        let place = file.place(block.ident.span());
        let path = local_source(block).map(|source| joined(call.path, &source));
        let known = path.as_ref().filter(|path| self.modules.contains_key(*path));
        let Some(path) = known.filter(|_| call.depth < MAX_MODULES) else {
            let message = format!("what a module declares is not read: {label}");
            let help = "let the source's path hold the module's folder; registries are not asked";
            stack.skip("unread-module", &place, message, help);
            return;
        };
        for (suffix, names) in expand::each_of(scope, file, &block.body, &place) {
            let at = At { file, names: &names, depth: 0 };
            let variables = block.body.attributes().map(|attribute| {
                (attribute.key.as_str().to_owned(), scope.value(&attribute.value, at))
            });
            let call = Call {
                path,
                prefix: format!("{}module.{label}{suffix}.", call.prefix),
                variables: variables.collect(),
                depth: call.depth + 1,
            };
            if instances.len() <= MAX_INSTANCES {
                self.read_module(&call, instances, stack);
            }
        }
    }
}

/// One call of a module.
struct Call<'a> {
    path: &'a str,
    prefix: String,
    variables: BTreeMap<String, Option<Node>>,
    depth: usize,
}

/// Says what of a module is not known.
fn tell(scope: &Scope<'_>, files: &[File], stack: &mut Stack) {
    let Some(place) = files.first().map(|file| file.place(None)) else { return };
    let unresolved = scope.unresolved.borrow();
    let unresolved = unresolved.iter().map(String::as_str).collect::<Vec<_>>();
    if !unresolved.is_empty() {
        let message = format!("variables have no value: {}", unresolved.join(", "));
        let help = "give them in the source: parameters = { NAME = \"value\" }";
        stack.note("unresolved-parameter", &place, message, help);
    }
    for name in scope.cycles.borrow().iter() {
        let message = format!("a local hangs on itself: {name}");
        stack.skip("cyclic-reference", &place, message, "break the circle");
    }
}

/// The blocks of a name, over all files of a module.
fn blocks<'a>(files: &'a [File], name: &'a str) -> impl Iterator<Item = (&'a File, &'a Block)> {
    let files = files.iter().filter(|file| is_code(&file.name));
    files.flat_map(move |file| file.body.get_blocks(name).map(move |block| (file, block)))
}

/// Files of values are no code.
fn is_code(name: &str) -> bool {
    !name.ends_with(".tfvars")
}

/// The path of a module that stands beside its caller.
fn local_source(block: &Block) -> Option<String> {
    let source = block.body.get_attribute("source")?.value.as_str()?;
    source.starts_with('.').then(|| source.to_owned())
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path below a folder, with `.` and `..` taken out.
fn joined(folder: &str, path: &str) -> String {
    let mut parts = folder.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A policy that a data block writes, as the document that it becomes.
fn policy_document(scope: &Scope<'_>, file: &File, block: &Block) -> Node {
    let place = file.place(block.ident.span());
    let names = Names::new();
    let body =
        expand::body(scope, &block.body, &place, At { file, names: &names, depth: 0 }, false);
    let statements = body.get("statement").map(Node::each).unwrap_or_default();
    let mut all = statements.iter().map(statement).collect::<Vec<_>>();
    for key in ["source_policy_documents", "override_policy_documents"] {
        for document in body.get(key).map(Node::each).unwrap_or_default() {
            match document.get("Statement") {
                Some(more) => all.extend(more.each().to_vec()),
                None => all.push(unknown(&document.place)),
            }
        }
    }
    let mut document = Node::new(Value::Object(Vec::new()), &place);
    document.set("Statement", Node::new(Value::List(all), &place));
    document
}

fn statement(block: &Node) -> Node {
    let place = &block.place;
    if block.is_unknown() {
        return block.clone();
    }
    let mut statement = Node::new(Value::Object(Vec::new()), place);
    let allow = Node::of_text("Allow", place);
    statement.set("Effect", block.get("effect").cloned().unwrap_or(allow));
    for (from, to) in [
        ("actions", "Action"),
        ("not_actions", "NotAction"),
        ("resources", "Resource"),
        ("not_resources", "NotResource"),
    ] {
        if let Some(node) = block.get(from) {
            statement.set(to, node.clone());
        }
    }
    for (from, to) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
        for principal in block.get(from).map(Node::each).unwrap_or_default() {
            let identifiers = principal.get("identifiers").cloned();
            let identifiers = identifiers.unwrap_or_else(|| unknown(&principal.place));
            match principal.get("type").and_then(Node::text) {
                Some("*") => statement.set(to, Node::of_text("*", place)),
                Some(kind) => statement.set_at(&[to, kind], identifiers),
                None => statement.set(to, unknown(&principal.place)),
            }
        }
    }
    for condition in block.get("condition").map(Node::each).unwrap_or_default() {
        let text = |key: &str| condition.get(key).and_then(Node::text);
        match (text("test"), text("variable"), condition.get("values")) {
            (Some(test), Some(variable), Some(values)) => {
                statement.set_at(&["Condition", test, variable], values.clone());
            }
            _ => statement.set("Condition", unknown(&condition.place)),
        }
    }
    statement
}
