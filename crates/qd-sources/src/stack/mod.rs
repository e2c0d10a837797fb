//! What a repository is made of: languages by bytes, and what its manifests and lock files name.
//!
//! Manifests first, endings of files last: a language is counted in bytes of files that people
//! write, a version is what a lock file pins, else what a manifest asks for. Nothing is resolved or
//! fetched; a file that cannot be parsed is named.

mod cyclonedx;
mod languages;
mod locks;
mod manifests;
mod products;

pub(crate) use languages::{is_written_by_people, language};
pub(crate) use products::product_of;

/// The most packages that one file may name.
const MAX_PACKAGES: usize = 20_000;

/// A package that a file names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Package {
    /// `npm`, `pypi`, `cargo`, `composer`, `golang`, `gem`, `maven`, or what a package URL says.
    pub(crate) ecosystem: String,
    pub(crate) name: String,
    /// What a lock file pins.
    pub(crate) version: Option<String>,
    /// What a manifest asks for.
    pub(crate) requirement: Option<String>,
    /// Claims that the repository's own manifest names it.
    pub(crate) is_direct: bool,
    /// From 1; 1 where the format keeps no lines.
    pub(crate) line: u32,
}

impl Package {
    fn new(ecosystem: &str, name: &str) -> Self {
        Self {
            ecosystem: ecosystem.to_owned(),
            name: name.to_owned(),
            version: None,
            requirement: None,
            is_direct: false,
            line: 1,
        }
    }

    fn pinned(ecosystem: &str, name: &str, version: &str) -> Self {
        let version = Some(version.to_owned()).filter(|version| !version.is_empty());
        Self { version, ..Self::new(ecosystem, name) }
    }

    fn asked(ecosystem: &str, name: &str, requirement: Option<&str>) -> Self {
        let requirement = requirement.map(str::trim).filter(|text| !text.is_empty());
        let requirement = requirement.map(str::to_owned);
        Self { requirement, is_direct: true, ..Self::new(ecosystem, name) }
    }

    fn at(self, line: usize) -> Self {
        Self { line: u32::try_from(line).unwrap_or(u32::MAX), ..self }
    }
}

/// A runtime that a file chooses: the version of Node.js, of a container's base.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Runtime {
    /// `nodejs`, `python`, `postgresql`, as lifecycle tables have it.
    pub(crate) product: String,
    /// As written: `20.11.0`, `3.8-slim`.
    pub(crate) version: String,
    pub(crate) line: u32,
}

/// What one file says.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) packages: Vec<Package>,
    pub(crate) runtimes: Vec<Runtime>,
}

/// How one kind of file is read.
type Read = fn(&str) -> Option<Manifest>;

/// The reader of a file by its name; `None` for files that are no manifests.
pub(crate) fn reader(path: &str) -> Option<Read> {
    let name = path.rsplit('/').next().unwrap_or(path);
    Some(match name {
        "Cargo.toml" => manifests::cargo,
        "package.json" => manifests::npm,
        "requirements.txt" => manifests::requirements,
        "pyproject.toml" => manifests::pyproject,
        "Pipfile" => manifests::pipfile,
        "composer.json" => manifests::composer,
        "go.mod" => manifests::go,
        "pom.xml" => manifests::maven,
        "Dockerfile" | "Containerfile" => manifests::dockerfile,
        ".nvmrc" | ".node-version" => manifests::node_version,
        ".python-version" => manifests::python_version,
        ".ruby-version" => manifests::ruby_version,
        ".tool-versions" => manifests::tool_versions,
        "runtime.txt" => manifests::runtime_txt,
        "Cargo.lock" => locks::cargo,
        "package-lock.json" | "npm-shrinkwrap.json" => locks::npm,
        "yarn.lock" => locks::yarn,
        "poetry.lock" | "uv.lock" => locks::poetry,
        "Pipfile.lock" => locks::pipfile,
        "composer.lock" => locks::composer,
        "Gemfile.lock" => locks::gemfile,
        "bom.json" | "sbom.json" => cyclonedx::read,
        _ if name.ends_with(".cdx.json") => cyclonedx::read,
        _ if name.starts_with("requirements") && name.ends_with(".txt") => manifests::requirements,
        _ if name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile") => {
            manifests::dockerfile
        }
        _ => return None,
    })
}

/// Parses a manifest; `None` where it is none.
pub(crate) fn parse(read: Read, text: &str) -> Option<Manifest> {
    let mut manifest = read(text)?;
    manifest.packages.sort();
    manifest.packages.dedup();
    manifest.packages.truncate(MAX_PACKAGES);
    Some(manifest)
}

#[cfg(test)]
mod tests;
