//! What a compiler cannot check: which crate may know which, that no metric lacks its test, that no
//! file grows past reading, and that both README commands build the same dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The edges of DESIGN section 3, exhaustive: crate, then the crates it may know.
const EDGES: &[(&str, &[&str])] = &[
    ("qd-model", &[]),
    ("qd-facts", &["qd-model"]),
    ("qd-secrets", &[]),
    ("qd-sources", &["qd-facts", "qd-model", "qd-secrets"]),
    ("qd-analysis", &["qd-model"]),
    ("qd-engine", &["qd-analysis", "qd-facts", "qd-model"]),
    ("qd-report", &["qd-model"]),
    ("qd-pdf", &["qd-report"]),
    ("qd-delivery", &["qd-model", "qd-secrets"]),
    ("qd-aws", &["qd-delivery", "qd-facts", "qd-model", "qd-secrets"]),
    (
        "quarterdeck",
        &[
            "qd-analysis",
            "qd-aws",
            "qd-delivery",
            "qd-engine",
            "qd-facts",
            "qd-model",
            "qd-pdf",
            "qd-report",
            "qd-secrets",
            "qd-sources",
        ],
    ),
    ("xtask", &[]),
];

/// Dependencies that one crate alone may name, because each is a build of its own.
const SOLE_OWNERS: &[(&str, &str)] = &[
    ("datafusion", "qd-engine"),
    ("gix", "qd-sources"),
    ("lettre", "qd-delivery"),
    ("rusqlite", "qd-delivery"),
    ("aws-config", "qd-aws"),
    ("aws-sdk-sesv2", "qd-aws"),
    ("aws-sdk-sqs", "qd-aws"),
    ("minijinja", "qd-report"),
    ("maud", "qd-report"),
    ("typst", "qd-pdf"),
    ("typst-pdf", "qd-pdf"),
    ("clap", "quarterdeck"),
    ("miette", "quarterdeck"),
];

const MAX_LINES: usize = 800;

/// Runs every check and reports all failures at once.
pub(crate) fn run(root: &Path) -> Result<()> {
    let metadata = metadata(root)?;
    let mut failures = edges(&metadata);
    failures.extend(owners(&metadata));
    let files = tracked(root)?;
    failures.extend(twins(root, &files));
    failures.extend(sizes(root, &files)?);
    failures.extend(registries(root, &files)?);
    failures.extend(crate::errors::check(root)?);
    failures.extend(features(root)?);
    if failures.is_empty() {
        println!("tidy: {} files, nothing to mend", files.len());
        return Ok(());
    }
    bail!("tidy found {} things to mend:\n  {}", failures.len(), failures.join("\n  "));
}

fn metadata(root: &Path) -> Result<Value> {
    let output = Command::new("cargo")
        .current_dir(root)
        .args(["metadata", "--format-version", "1", "--no-deps", "--locked"])
        .output()
        .context("cannot run cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Each member's dependencies by name; those of tests left out where `with_tests` is false.
fn dependencies(metadata: &Value, with_tests: bool) -> BTreeMap<String, BTreeSet<String>> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let packages = metadata["packages"].as_array().cloned().unwrap_or_default();
    let named = packages.iter().map(|package| {
        let all = package["dependencies"].as_array().cloned().unwrap_or_default();
        let kept = all.iter().filter(|dependency| with_tests || dependency["kind"] != "dev");
        (text(&package["name"]), kept.map(|dependency| text(&dependency["name"])).collect())
    });
    named.collect()
}

fn edges(metadata: &Value) -> Vec<String> {
    let members = dependencies(metadata, true);
    let mut failures = Vec::new();
    for (member, known) in &members {
        let Some((_, allowed)) = EDGES.iter().find(|(name, _)| name == member) else {
            failures.push(format!(
                "crate {member}: add its edges to EDGES in xtask/src/tidy.rs and to ARCHITECTURE.md"
            ));
            continue;
        };
        let internal = known.iter().filter(|name| members.contains_key(*name));
        failures.extend(
            internal
                .filter(|name| !allowed.contains(&name.as_str()))
                .map(|name| format!("crate {member} may not know {name}: see ARCHITECTURE.md")),
        );
    }
    failures
}

fn owners(metadata: &Value) -> Vec<String> {
    let mut failures = Vec::new();
    for (member, known) in dependencies(metadata, false) {
        for (dependency, owner) in SOLE_OWNERS {
            if known.contains(*dependency) && member != *owner {
                failures.push(format!(
                    "crate {member} names {dependency}, which belongs to {owner} alone"
                ));
            }
        }
    }
    failures
}

fn tracked(root: &Path) -> Result<Vec<PathBuf>> {
    let output = Command::new("git")
        .current_dir(root)
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .output()
        .context("cannot run git ls-files")?;
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(names.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from).collect())
}

fn twins(root: &Path, files: &[PathBuf]) -> Vec<String> {
    let is_checked = |file: &&PathBuf| {
        let folder = file.components().nth(1).map(|part| part.as_os_str().to_owned());
        file.starts_with("catalog")
            && file.extension().is_some_and(|extension| extension == "sql")
            && folder.is_some_and(|folder| folder == "metrics" || folder == "rules")
    };
    let alone = files
        .iter()
        .filter(is_checked)
        .filter(|file| !root.join(file.with_extension("slt")).exists());
    alone.map(|file| format!("{}: has no .slt twin", file.display())).collect()
}

fn sizes(root: &Path, files: &[PathBuf]) -> Result<Vec<String>> {
    let mut failures = Vec::new();
    for file in files {
        let is_test = file.components().any(|part| part.as_os_str() == "tests")
            || file.file_name().is_some_and(|name| name == "tests.rs");
        if is_test || file.extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let Ok(text) = fs::read_to_string(root.join(file)) else { continue };
        let n_lines = text.lines().count();
        if n_lines > MAX_LINES {
            failures.push(format!(
                "{}: {n_lines} lines, at most {MAX_LINES}; look for a seam",
                file.display()
            ));
        }
        if !text.starts_with("//!") && !text.starts_with("#!") {
            failures.push(format!("{}: begins without a `//!` page", file.display()));
        }
    }
    Ok(failures)
}

/// A file beside a registry that the registry does not name is forgotten.
fn registries(root: &Path, files: &[PathBuf]) -> Result<Vec<String>> {
    const REGISTRIES: [(&str, &str); 2] = [
        ("crates/qd-facts/src/tables", "crates/qd-facts/src/tables/mod.rs"),
        ("crates/qd-report/src/components", "crates/qd-report/src/components/mod.rs"),
    ];
    let mut failures = Vec::new();
    for (folder, registry) in REGISTRIES {
        let Ok(text) = fs::read_to_string(root.join(registry)) else { continue };
        for file in files.iter().filter(|file| file.parent() == Some(Path::new(folder))) {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            if stem != "mod" && stem != "tests" && !text.contains(&format!("mod {stem};")) {
                failures.push(format!("{}: is not named in {registry}", file.display()));
            }
        }
    }
    Ok(failures)
}

/// Compares what `run` and `test` build: a dependency with other features is built twice.
fn features(root: &Path) -> Result<Vec<String>> {
    let (run, test) = (tree(root, "normal,build")?, tree(root, "normal,build,dev")?);
    let only_run = run.difference(&test);
    Ok(only_run
        .map(|line| format!("`cargo test` builds {line} with more features than `cargo run`: pin them in xtask/Cargo.toml"))
        .collect())
}

fn tree(root: &Path, edges: &str) -> Result<BTreeSet<String>> {
    let output = Command::new("cargo")
        .current_dir(root)
        .args(["tree", "--workspace", "--locked", "--prefix", "none", "-f", "{p} {f}", "-e", edges])
        .output()
        .context("cannot run cargo tree")?;
    if !output.status.success() {
        bail!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(text.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect())
}
