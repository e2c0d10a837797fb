//! Lock files: every package with the version that is installed.

use serde_json::Value;

use super::{Manifest, Package};

fn of(packages: Vec<Package>) -> Option<Manifest> {
    Some(Manifest { packages, runtimes: Vec::new() })
}

/// `Cargo.lock`; packages of the repository itself have no source.
pub(super) fn cargo(text: &str) -> Option<Manifest> {
    toml_packages(text, "cargo", |package| package.contains_key("source"))
}

/// `poetry.lock` and `uv.lock`.
pub(super) fn poetry(text: &str) -> Option<Manifest> {
    toml_packages(text, "pypi", |package| {
        let source = package.get("source").and_then(toml::Value::as_table);
        !source
            .is_some_and(|source| source.contains_key("virtual") || source.contains_key("editable"))
    })
}

fn toml_packages(
    text: &str,
    ecosystem: &str,
    is_foreign: impl Fn(&toml::Table) -> bool,
) -> Option<Manifest> {
    let document = text.parse::<toml::Table>().ok()?;
    let all = document.get("package").and_then(toml::Value::as_array)?;
    let packages =
        all.iter().filter_map(toml::Value::as_table).filter(|package| is_foreign(package));
    let packages = packages.filter_map(|package| {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        Some(Package::pinned(ecosystem, text("name")?, text("version").unwrap_or_default()))
    });
    of(packages.collect())
}

/// `package-lock.json`, versions 1 to 3; what the root names is direct.
pub(super) fn npm(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    let mut packages = Vec::new();
    if let Some(all) = document.get("packages").and_then(Value::as_object) {
        let root = all.get("");
        let is_direct = |name: &str| {
            ["dependencies", "devDependencies", "optionalDependencies"]
                .iter()
                .any(|key| root.and_then(|root| root.get(*key)?.get(name)).is_some())
        };
        for (path, package) in all {
            // Nested copies count as well; links are the repository's own.
            let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
            let version = package.get("version").and_then(Value::as_str).unwrap_or_default();
            let is_top = path.matches("node_modules/").count() == 1;
            let is_direct = is_top && is_direct(name);
            packages.push(Package { is_direct, ..Package::pinned("npm", name, version) });
        }
    } else {
        let all = document.get("dependencies").and_then(Value::as_object)?;
        for (name, package) in all {
            let version = package.get("version").and_then(Value::as_str).unwrap_or_default();
            packages.push(Package::pinned("npm", name, version));
        }
    }
    of(packages)
}

/// `yarn.lock`: a line of names, then the version below it.
pub(super) fn yarn(text: &str) -> Option<Manifest> {
    let (mut packages, mut name) = (Vec::new(), None);
    for (line, number) in text.lines().zip(1..) {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if !line.starts_with(' ') {
            let first = line.trim_end_matches(':').split(", ").next()?.trim_matches('"');
            // The name ends at the first `@` that does not begin it.
            let mut ends = first.match_indices('@').map(|(at, _)| at).filter(|at| *at > 0);
            name = ends.next().map(|at| first[..at].to_owned());
        } else if let Some(version) = line.trim().strip_prefix("version") {
            let version = version.trim_start_matches(':').trim().trim_matches('"');
            if let Some(name) = name.take() {
                packages.push(Package::pinned("npm", &name, version).at(number));
            }
        }
    }
    of(packages)
}

/// `Pipfile.lock`.
pub(super) fn pipfile(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    let sections = ["default", "develop"].iter().filter_map(|key| document.get(*key)?.as_object());
    let packages = sections.flatten().map(|(name, package)| {
        let version = package.get("version").and_then(Value::as_str).unwrap_or_default();
        Package::pinned("pypi", name, version.trim_start_matches("=="))
    });
    of(packages.collect())
}

/// `composer.lock`.
pub(super) fn composer(text: &str) -> Option<Manifest> {
    let document = serde_json::from_str::<Value>(text).ok()?;
    let document = document.as_object()?;
    let sections =
        ["packages", "packages-dev"].iter().filter_map(|key| document.get(*key)?.as_array());
    let packages = sections.flatten().filter_map(|package| {
        let name = package.get("name")?.as_str()?;
        let version = package.get("version").and_then(Value::as_str).unwrap_or_default();
        Some(Package::pinned("composer", name, version.trim_start_matches('v')))
    });
    of(packages.collect())
}

/// `Gemfile.lock`: indented by four, `name (version)`; the section `DEPENDENCIES` is direct.
pub(super) fn gemfile(text: &str) -> Option<Manifest> {
    let (mut packages, mut direct, mut section) = (Vec::new(), Vec::new(), "");
    for (line, number) in text.lines().zip(1..) {
        if !line.starts_with(' ') {
            section = line.trim();
            continue;
        }
        let entry = line.trim();
        let name = entry.split([' ', '!']).next().unwrap_or_default();
        if section == "DEPENDENCIES" {
            direct.push(name.to_owned());
        } else if line.starts_with("    ") && !line.starts_with("     ") {
            let version = entry.split_once('(').map(|(_, rest)| rest.trim_end_matches(')'));
            // Platforms follow after a hyphen: `1.15.0-x86_64-linux`.
            let version = version.unwrap_or_default().split('-').next().unwrap_or_default();
            packages.push(Package::pinned("gem", name, version).at(number));
        }
    }
    for package in &mut packages {
        package.is_direct = direct.contains(&package.name);
    }
    of(packages)
}
