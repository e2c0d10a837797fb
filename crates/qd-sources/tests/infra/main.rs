//! Templates of infrastructure: the demo's, every way to write one thing, and what is broken.

#![allow(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

#[path = "../support/mod.rs"]
mod support;

mod cloudformation;
mod damage;
mod demo;
mod serverless;
mod terraform;

use std::fs;
use std::path::Path;

use qd_sources::Infra;
use support::{Read, read_with, secrets};

/// Writes files below `infra/` and reads the folder with settings.
fn infra(files: &[(&str, &str)], settings: &str) -> Read {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), files);
    read_with(&Infra, folder.path(), "infra", settings, &secrets())
}

/// Reads one template.
fn template(text: &str) -> Read {
    infra(&[("template.yaml", text)], "")
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join("infra").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The leaves of a resource as `path = value`, a null as `?`.
fn leaves(found: &Read, logical_id: &str) -> Vec<String> {
    let rows = found.rows("resource_property").iter();
    let rows = rows.filter(|row| row["logical_id"] == logical_id);
    rows.map(|row| format!("{} = {}", row["path"], or_unknown(&row["value"]))).collect()
}

/// One leaf.
fn leaf(found: &Read, logical_id: &str, path: &str) -> Option<String> {
    let rows = found.rows("resource_property").iter();
    let mut rows = rows.filter(|row| row["logical_id"] == logical_id && row["path"] == path);
    rows.next().map(|row| or_unknown(&row["value"]).to_owned())
}

fn or_unknown(value: &str) -> &str {
    if value.is_empty() { "?" } else { value }
}

/// Resources as `type logical_id`.
fn resources(found: &Read) -> Vec<String> {
    let rows = found.rows("resource").iter();
    let mut all =
        rows.map(|row| format!("{} {}", row["type"], row["logical_id"])).collect::<Vec<_>>();
    all.sort();
    all
}

/// Routes as `api method path: auth`.
fn routes(found: &Read) -> Vec<String> {
    let rows = found.rows("endpoint").iter();
    let mut all = rows
        .map(|row| format!("{} {} {}: {}", row["api"], row["method"], row["path"], row["auth"]))
        .collect::<Vec<_>>();
    all.sort();
    all
}
