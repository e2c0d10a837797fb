//! What HEAD is made of: languages by bytes, and what its manifests name.

use std::collections::BTreeMap;

use gix::bstr::ByteSlice;

use super::head_tree::HeadTree;
use super::objects;
use super::report::{Fault, Report};
use crate::stack::{self, Package, Runtime};

/// How many manifests of one repository are read.
const MAX_MANIFESTS: usize = 2000;
/// The most packages of one repository.
const MAX_PACKAGES: usize = 100_000;

/// Languages, packages and runtimes, each with its file.
#[derive(Default)]
pub(super) struct Contents {
    /// Files and bytes of each language.
    pub(super) languages: BTreeMap<&'static str, (u64, u64)>,
    pub(super) packages: Vec<(String, Package)>,
    pub(super) runtimes: Vec<(String, Runtime)>,
}

impl Contents {
    /// Reads what HEAD's files tell.
    pub(super) fn read(repo: &gix::Repository, head: &HeadTree, report: &mut Report<'_>) -> Self {
        let (mut contents, mut buffer, mut n_manifests) = (Self::default(), Vec::new(), 0);
        for file in head.files.iter().filter(|file| stack::is_written_by_people(&file.path)) {
            if let Some(language) = stack::language(&file.path)
                && let Ok(Some(header)) = repo.try_find_header(file.id)
            {
                let (n_files, n_bytes) = contents.languages.entry(language).or_default();
                *n_files += 1;
                *n_bytes += header.size();
            }
            let Some(reader) = stack::reader(&file.path) else { continue };
            n_manifests += 1;
            if n_manifests > MAX_MANIFESTS || contents.packages.len() > MAX_PACKAGES {
                report.note(Fault::UnreadManifest, file.path.clone());
                continue;
            }
            let text = match objects::read_blob(repo, file.id, &mut buffer) {
                objects::Read::Bytes(bytes) => bytes.to_str_lossy(),
                objects::Read::Missing | objects::Read::TooLarge => {
                    report.note(Fault::UnreadManifest, file.path.clone());
                    continue;
                }
            };
            let Some(manifest) = stack::parse(reader, &text) else {
                report.note(Fault::UnreadManifest, file.path.clone());
                continue;
            };
            let packages = manifest.packages.into_iter();
            contents.packages.extend(packages.map(|package| (file.path.clone(), package)));
            let runtimes = manifest.runtimes.into_iter();
            contents.runtimes.extend(runtimes.map(|runtime| (file.path.clone(), runtime)));
        }
        contents
    }
}
