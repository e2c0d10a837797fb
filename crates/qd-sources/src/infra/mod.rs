//! `infra`: templates of infrastructure as resources in CloudFormation's schema.
//!
//! CloudFormation and SAM in YAML and JSON (what CDK writes among them), `serverless.yml` and
//! Terraform. One file of each kind tells what it declares as a [`stack`]; [`routes`] and
//! [`exposure`] then work out what only several resources together say, and the rows are those that
//! saved answers of AWS become as well. What cannot be resolved is null, a file that cannot be read
//! is counted, and nothing is fetched.

mod cloudformation;
mod exposure;
mod ports;
mod routes;
mod secrets;
mod serverless;
mod stack;
mod terraform;

use std::sync::Arc;

use qd_facts::{CollectContext, Collected, Setting, SettingError, Source, SourceSpec};
use qd_model::{Diagnostic, Evidence, Level};

use crate::cloud::{Properties, Resource, Writer};
use crate::files::{self, FoundFile};
use crate::lifecycle;
use crate::tree::{Node, Place, json, yaml};
use stack::{Given, Stack};

/// The largest template; CloudFormation takes one megabyte.
const MAX_BYTES: u64 = 8 << 20;

/// Folders that tools fill.
const GENERATED: [&str; 6] =
    ["node_modules", ".git", ".terraform", ".aws-sam", ".serverless", ".venv"];

/// The reader of templates.
pub struct Infra;

impl Source for Infra {
    fn kind(&self) -> &'static str {
        "infra"
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            key: "parameters",
            doc: "values of parameters, variables and options: { Stage = \"prod\" }",
        }]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        match spec.settings.get("parameters") {
            None | Some(toml::Value::Table(_)) => Ok(()),
            Some(other) => Err(SettingError {
                key: "parameters".to_owned(),
                message: format!("`parameters` takes a table, found: {}", other.type_str()),
                help: Some("write parameters = { Stage = \"prod\" }".to_owned()),
            }),
        }
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let (found, diagnostics) = files::find(spec, context);
        let writer = Writer::new(spec, context.secrets, "template");
        let mut reading =
            Reading { spec, writer, diagnostics, n_skipped: 0, n_templates: 0, given: given(spec) };
        reading.read_all(&found);
        let Reading { mut writer, mut diagnostics, mut n_skipped, n_templates, .. } = reading;
        if n_templates > 0 {
            writer.n_refused += lifecycle::write(spec, &mut writer.facts);
        }
        if writer.n_refused > 0 {
            n_skipped += writer.n_refused;
            let message = format!("facts could not be stored: {}", writer.n_refused);
            let place = Evidence::place(&spec.path);
            let refused =
                Diagnostic::new(Level::Error, "refused-row", spec.id.as_str(), place, message);
            diagnostics.push(refused.with_help("report the template's shape"));
        }
        diagnostics.sort();
        Collected { facts: writer.facts, diagnostics, n_skipped, is_missing: found.is_empty() }
    }
}

fn given(spec: &SourceSpec) -> Given {
    let table = spec.settings.get("parameters").and_then(toml::Value::as_table);
    table.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

struct Reading<'a> {
    spec: &'a SourceSpec,
    writer: Writer<'a>,
    diagnostics: Vec<Diagnostic>,
    n_skipped: u64,
    n_templates: u64,
    given: Given,
}

impl Reading<'_> {
    fn read_all(&mut self, found: &[FoundFile]) {
        let is_one = found.len() == 1;
        let mut folders = terraform::Folders::default();
        for file in found.iter().filter(|file| is_one || !is_generated(&file.relative)) {
            let name = file.relative.rsplit('/').next().unwrap_or_default();
            let is_terraform = name.ends_with(".tf") || name.ends_with(".tfvars");
            let is_document =
                [".yaml", ".yml", ".json", ".template"].iter().any(|ending| name.ends_with(ending));
            if !is_terraform && !is_document && !is_one {
                continue;
            }
            let Some(text) = self.text(file) else { continue };
            let relative = Arc::from(file.relative.as_str());
            if is_terraform {
                if let Err(error) = folders.add(&text, &relative) {
                    let what = format!("the file is not Terraform: {}", error.what);
                    self.skip("malformed-template", &relative, error.line, what);
                }
            } else {
                self.read_document(&text, &relative, name, is_one);
            }
        }
        for (name, stack) in folders.read(&self.given) {
            self.write(&name, stack);
        }
        if self.n_templates == 0 && !found.is_empty() && self.n_skipped == 0 {
            let message = "no template is among the files";
            let place = Evidence::place(&self.spec.path);
            let help = "name a CloudFormation or SAM template, serverless.yml or Terraform";
            self.note(Level::Warning, "no-template", place, message.to_owned(), help);
        }
    }

    fn text(&mut self, file: &FoundFile) -> Option<String> {
        let relative = Arc::from(file.relative.as_str());
        if file.path.metadata().is_ok_and(|data| data.len() > MAX_BYTES) {
            let message = format!("the file is larger than the limit of {} MiB", MAX_BYTES >> 20);
            self.skip("file-too-large", &relative, 1, message);
            return None;
        }
        match files::read_text(file, self.spec) {
            Ok((text, diagnostics)) => {
                self.diagnostics.extend(diagnostics);
                Some(text)
            }
            Err(diagnostic) => {
                self.diagnostics.push(diagnostic);
                self.n_skipped += 1;
                None
            }
        }
    }

    /// Reads YAML or JSON; in a folder, what is no template is left alone.
    fn read_document(&mut self, text: &str, relative: &Arc<str>, name: &str, is_one: bool) {
        let is_json = text.trim_start().starts_with('{');
        let parsed =
            if is_json { json::parse(text, relative) } else { yaml::parse(text, relative) };
        let parsed = match parsed {
            // A flow mapping of YAML begins as JSON does.
            Err(_) if is_json => yaml::parse(text, relative),
            parsed => parsed,
        };
        let document = match parsed {
            Ok(document) => document,
            Err(error) => {
                let is_ours = is_one
                    || name.starts_with("serverless.y")
                    || ["AWSTemplateFormatVersion", "AWS::"].iter().any(|word| text.contains(word));
                if is_ours {
                    let what = format!("the template cannot be read: {}", error.what);
                    self.skip("malformed-template", relative, error.line, what);
                }
                return;
            }
        };
        let stack = if cloudformation::is_template(&document) {
            cloudformation::read(&document, &self.given)
        } else if name.starts_with("serverless.y") || serverless::is_service(&document) {
            serverless::read(&document, &self.given)
        } else {
            if is_one {
                let what = "the file is no template that is known".to_owned();
                self.skip("unknown-template", relative, 1, what);
            }
            return;
        };
        self.write(relative, stack);
    }

    fn write(&mut self, name: &Arc<str>, mut stack: Stack) {
        self.n_templates += 1;
        exposure::write(&mut stack);
        ports::write(&mut stack);
        routes::write(&mut stack);
        self.writer.template = Some(Arc::clone(name));
        let Stack { resources, routes, notes, n_skipped } = stack;
        self.n_skipped += n_skipped;
        for declared in resources {
            let mut properties = Properties::default();
            secrets::keep(&declared, &mut properties, &mut self.writer);
            let (kind, logical_id) = (declared.kind, declared.logical_id);
            let place = declared.place;
            self.writer.resource(Resource { kind, logical_id, place, properties });
        }
        for (place, route) in routes {
            self.writer.endpoint(&place, &route);
        }
        for note in notes {
            let place = line(&note.place);
            let message = self.writer.secrets.mask(&note.message);
            self.note(note.level, note.code, place, message, note.help);
        }
    }

    fn skip(&mut self, code: &str, file: &Arc<str>, line: u32, message: String) {
        self.n_skipped += 1;
        let place = Evidence::line(&**file, line);
        let message = self.writer.secrets.mask(&message);
        let help = "mend the file; until then nothing of it is in any figure";
        self.note(Level::Error, code, place, message, help);
    }

    fn note(&mut self, level: Level, code: &str, place: Evidence, message: String, help: &str) {
        let diagnostic = Diagnostic::new(level, code, self.spec.id.as_str(), place, message);
        self.diagnostics.push(diagnostic.with_help(help));
    }
}

fn line(place: &Place) -> Evidence {
    Evidence::line(&*place.file, place.line)
}

fn is_generated(relative: &str) -> bool {
    relative.split('/').any(|part| GENERATED.contains(&part))
}

/// Whether a property's text stands for a value that a deployment fills in.
fn is_reference(node: &Node) -> bool {
    node.text().is_some_and(|text| text.contains("${") || text.contains("{{resolve:"))
}
