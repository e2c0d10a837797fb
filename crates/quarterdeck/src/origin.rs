//! What a run is made from, kept so that its editions can be made again: which inputs, which
//! definitions, which configuration, which tool.
//!
//! Of inputs only the list is kept. Definitions and configuration are kept as they stand, secrets
//! masked, because a difference between two editions is explained by evaluating with the older ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use qd_delivery::{Input, Origin, Outbox, Sha256Hex};
use qd_engine::CatalogFile;
use qd_facts::SourceSpec;
use qd_model::Scope;
use qd_secrets::Guard;
use qd_sources::files::{self, FoundFile};
use serde::{Deserialize, Serialize};

use crate::cli::Format;
use crate::collect::context;
use crate::config::FILE_NAME;
use crate::kept_rows;
use crate::mail::delivery_problem;
use crate::problem::Problem;
use crate::run::Run;

/// The program, as editions name what made them.
pub(crate) const TOOL: &str = concat!("quarterdeck ", env!("CARGO_PKG_VERSION"));
/// The largest file of references that is read; a repository has a line for each.
const MAX_REFERENCES: u64 = 64 << 20;
/// How deep folders of references nest.
const MAX_DEPTH: usize = 16;

/// What all documents of a run are made from.
pub(crate) struct KeptRun {
    whole: Origin,
}

/// A definition's file as it is kept.
#[derive(Serialize, Deserialize)]
struct KeptFile {
    layer: String,
    path: String,
    text: String,
}

impl KeptRun {
    /// Keeps what a run is made from in the outbox's archive.
    pub(crate) fn keep(run: &Run, outbox: &Outbox, formats: &[Format]) -> Result<Self, Problem> {
        let guard = run.secrets.guard();
        let keep = |bytes: &[u8]| outbox.keep(bytes).map_err(delivery_problem);
        let json = |value: serde_json::Result<Vec<u8>>| {
            value.map_err(|error| Problem::bug(format!("what is kept is no JSON: {error}")))
        };
        let kept =
            |file: CatalogFile| KeptFile { layer: file.layer, path: file.path, text: file.text };
        let definitions = masked(&run.layers, &guard).into_iter();
        let definitions = definitions.map(|layer| layer.into_iter().map(kept).collect::<Vec<_>>());
        let definitions = json(serde_json::to_vec(&definitions.collect::<Vec<_>>()))?;
        let whole = Origin {
            tool: TOOL.to_owned(),
            as_of: run.as_of,
            at: run.instant,
            entities: Vec::new(),
            is_whole: true,
            formats: formats.iter().map(|format| format.as_str().to_owned()).collect(),
            inputs: keep(&json(serde_json::to_vec(&inputs(run)))?)?,
            definitions: keep(&definitions)?,
            configuration: keep(configuration(run).as_bytes())?,
            rows: Some(kept_rows::keep(run, outbox)?),
        };
        Ok(Self { whole })
    }

    /// What a document for a scope is made from.
    pub(crate) fn origin(&self, scope: &Scope) -> Origin {
        let entities = scope.entities.iter().cloned().collect();
        Origin { entities, is_whole: scope.is_whole, ..self.whole.clone() }
    }
}

/// Definitions as they are kept: ours as they are, a portfolio's own masked.
pub(crate) fn masked(layers: &[Vec<CatalogFile>], guard: &Guard<'_>) -> Vec<Vec<CatalogFile>> {
    let mask = |file: &CatalogFile| CatalogFile { text: guard.mask(&file.text), ..file.clone() };
    let (built_in, own) = layers.split_at(layers.len().min(1));
    let own = own.iter().map(|layer| layer.iter().map(mask).collect());
    built_in.iter().cloned().chain(own).collect()
}

/// The configuration of a run as it is kept.
pub(crate) fn configuration(run: &Run) -> String {
    let text = fs::read_to_string(run.config.folder.join(FILE_NAME));
    run.secrets.guard().mask(&text.unwrap_or_default())
}

/// The formats that an edition was made in: what its mail carries depends on them.
pub(crate) fn formats(origin: &Origin) -> Vec<Format> {
    let is_named = |format: &Format| origin.formats.iter().any(|name| name == format.as_str());
    Format::ALL.into_iter().filter(is_named).collect()
}

/// The scope of an edition.
pub(crate) fn scope(run: &Run, origin: &Origin) -> Scope {
    let entities = origin.entities.iter().cloned().collect();
    Scope { root: run.config.root.clone(), entities, is_whole: origin.is_whole }
}

/// The definitions of an edition.
pub(crate) fn definitions(
    outbox: &Outbox,
    origin: &Origin,
) -> Result<Vec<Vec<CatalogFile>>, Problem> {
    let bytes = outbox.kept(&origin.definitions).map_err(delivery_problem)?;
    let layers: Vec<Vec<KeptFile>> = serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bug(format!("kept definitions do not read back: {error}")))?;
    let file = |KeptFile { layer, path, text }| CatalogFile { layer, path, text };
    Ok(layers.into_iter().map(|layer| layer.into_iter().map(file).collect()).collect())
}

/// The inputs of an edition.
pub(crate) fn kept_inputs(outbox: &Outbox, origin: &Origin) -> Result<Vec<Input>, Problem> {
    let bytes = outbox.kept(&origin.inputs).map_err(delivery_problem)?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Problem::bug(format!("kept inputs do not read back: {error}")))
}

/// The configuration of an edition, as text.
pub(crate) fn kept_configuration(outbox: &Outbox, origin: &Origin) -> Result<String, Problem> {
    let bytes = outbox.kept(&origin.configuration).map_err(delivery_problem)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The paths at which two lists of inputs differ.
pub(crate) fn changed_inputs(old: &[Input], new: &[Input]) -> Vec<String> {
    let index = |list: &[Input]| {
        list.iter()
            .map(|input| (input.path.clone(), input.sha256.clone()))
            .collect::<BTreeMap<_, _>>()
    };
    changed(&index(old), &index(new))
}

/// The files of definitions at which two catalogs differ, overlays applied. Their tests count for
/// nothing.
pub(crate) fn changed_definitions(
    old: &[Vec<CatalogFile>],
    new: &[Vec<CatalogFile>],
) -> Vec<String> {
    let index = |layers: &[Vec<CatalogFile>]| {
        let files = layers.iter().flatten().filter(|file| !file.path.ends_with(".slt"));
        files.map(|file| (file.path.clone(), file.text.clone())).collect::<BTreeMap<_, _>>()
    };
    changed(&index(old), &index(new))
}

fn changed<T: PartialEq>(old: &BTreeMap<String, T>, new: &BTreeMap<String, T>) -> Vec<String> {
    let names = old.keys().chain(new.keys()).collect::<BTreeSet<_>>();
    names.into_iter().filter(|name| old.get(*name) != new.get(*name)).cloned().collect()
}

/// Everything that a run may have read: the files below the folders that its sources name (what a
/// journal includes stands there too), claims, and the references of repositories.
pub(crate) fn inputs(run: &Run) -> Vec<Input> {
    let config = &run.config;
    let context = context(config, run.as_of, &*run.secrets);
    let mut found = BTreeSet::<FoundFile>::new();
    let mut inputs = BTreeSet::<Input>::new();
    let mut tops = BTreeMap::<String, &SourceSpec>::new();
    for spec in &config.sources {
        match spec.kind.as_str() {
            "git" => inputs.extend(references(&config.folder, &spec.path)),
            _ => _ = tops.insert(top(&spec.path), spec),
        }
    }
    for (top, spec) in tops {
        found.extend(files::find_below(&top, spec, &context).0);
    }
    let claims = config.folder.join(CLAIMS);
    if claims.is_file() {
        found.insert(FoundFile { relative: CLAIMS.to_owned(), path: claims });
    }
    let outside = found.iter().filter(|file| !file.relative.split('/').any(|part| part == ".git"));
    inputs.extend(outside.filter_map(read));
    inputs.into_iter().collect()
}

/// The file that binds sentences to metrics.
const CLAIMS: &str = "claims.toml";

/// The first folder of a path, or the path where it has none.
fn top(path: &str) -> String {
    let mut parts = path.split('/').filter(|part| *part != ".");
    match (parts.next(), parts.next()) {
        (Some(first), Some(_)) if !first.contains(['*', '?', '[', '{']) => first.to_owned(),
        _ => path.to_owned(),
    }
}

fn read(file: &FoundFile) -> Option<Input> {
    // A file that went away between the walk and now was read by nobody either.
    let bytes = fs::read(&file.path).ok()?;
    let (sha256, size_bytes) = (Sha256Hex::of(&bytes), bytes.len() as u64);
    Some(Input { path: file.relative.clone(), sha256, size_bytes })
}

/// The references of a repository, which name every commit: alike in each clone of it.
fn references(folder: &Path, path: &str) -> Option<Input> {
    let repository = folder.join(path);
    let git = repository.join(".git");
    let git = if git.is_dir() { git } else { repository };
    let mut references = BTreeMap::new();
    for line in small(&git.join("packed-refs")).unwrap_or_default().lines() {
        if let Some((commit, name)) = line.split_once(' ').filter(|_| !line.starts_with('#')) {
            references.insert(name.to_owned(), commit.to_owned());
        }
    }
    let mut open = vec![(git.join("refs"), 0)];
    while let Some((folder, depth)) = open.pop() {
        for entry in fs::read_dir(folder).ok().into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && depth < MAX_DEPTH {
                open.push((path, depth + 1));
            } else if let (Some(commit), Ok(name)) = (small(&path), path.strip_prefix(&git)) {
                references.insert(name.to_string_lossy().into_owned(), commit.trim().to_owned());
            }
        }
    }
    let head = small(&git.join("HEAD"))?;
    let lines = references.iter().map(|(name, commit)| format!("{name} {commit}\n"));
    let text = format!("{}\n{}", head.trim(), lines.collect::<String>());
    let (sha256, size_bytes) = (Sha256Hex::of(text.as_bytes()), text.len() as u64);
    Some(Input { path: format!("{path}@refs"), sha256, size_bytes })
}

fn small(path: &PathBuf) -> Option<String> {
    let is_small = fs::metadata(path).is_ok_and(|known| known.len() <= MAX_REFERENCES);
    if is_small { fs::read_to_string(path).ok() } else { None }
}
