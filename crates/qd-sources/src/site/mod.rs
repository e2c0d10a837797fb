//! `site`: a folder of static pages as facts, and what is wrong with them.
//!
//! It becomes `page`, `page_element` (for rules in SQL), `page_check` (what the checks of the
//! catalogue found, one rule file each) and `business_fact`. Nothing is fetched and no script runs;
//! pages are bounded in number, size, depth and nodes, and what was not read is a diagnostic. To add
//! a check: write it below [`checks`], list it there, and add its rule file.

mod checks;
mod colours;
mod dom;
mod facts;
mod model;
mod nap;
mod page;
mod robots;
mod rows;
mod sitemap;
mod structured;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Component, Path};

use qd_facts::{
    CollectContext, Collected, Facts, SecretScanner, Setting, SettingError, Source, SourceSpec,
};
use qd_model::{Evidence, Level};

use crate::files::{self, FoundFile};
use crate::problems::Problems;
use checks::Checks;
use dom::Stop;
use facts::BusinessFacts;
use model::{Asset, Site as SiteModel};
use page::Page;
use robots::Robots;
use sitemap::Sitemap;
use target::{Target, resolve};

/// The largest page, robots.txt or sitemap that is read.
const MAX_PAGE_BYTES: u64 = 4 << 20;
/// How many pages a site may have.
const MAX_PAGES: usize = 5_000;
/// How much of a picture is read for its size.
const MAX_PICTURE_HEAD: u64 = 64 << 10;
/// How many sitemaps an index may name.
const MAX_SITEMAPS: usize = 50;

/// The reader of `kind = "site"`.
pub(crate) struct Site;

impl Source for Site {
    fn kind(&self) -> &'static str {
        "site"
    }

    fn settings(&self) -> &'static [Setting] {
        &[Setting {
            key: "facts",
            doc: "the operator's business facts, `\"sites/facts.toml\"`: one table for each entity",
        }]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        let wrong = |key: &str, message: String, help: &str| {
            Err(SettingError { key: key.into(), message, help: Some(help.into()) })
        };
        if spec.path.contains("://") || spec.path.contains(['*', '?', '[', '{']) {
            let message = format!("a site is read from a folder, found: {}", spec.path);
            return wrong("path", message, "name the folder that the site is published from");
        }
        for (key, value) in &spec.settings {
            match (key.as_str(), value.as_str()) {
                ("facts", Some(path)) if files::stays_inside(path) => {}
                ("facts", _) => {
                    let message = facts::shown(value);
                    let message =
                        format!("`facts` takes a file of the portfolio, found: {message}");
                    return wrong(key, message, "write facts = \"sites/facts.toml\"");
                }
                _ => {
                    let message = format!("there is no setting of site: {key}");
                    return wrong(key, message, "remove it; `facts` is the only one");
                }
            }
        }
        Ok(())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut rows = Facts::default();
        let facts = read_facts(spec, context, &mut rows, &mut problems);
        let (found, diagnostics) = files::find(spec, context);
        problems.extend(diagnostics);
        let folder = folder_of(&spec.path);
        let scanner = context.secrets.scanner();
        let mut reader =
            Reader { spec, folder: &folder, problems: &mut problems, scanner: &*scanner };
        let site = reader.site(&found, facts);
        let is_missing = site.pages.is_empty();
        if is_missing && !found.is_empty() {
            let message = "the folder holds no page (.html)";
            let help = "name the folder that the site is published from";
            let place = Evidence::place(&spec.path);
            problems.report(Level::Error, "site-without-pages", place, message, help);
        }
        if !is_missing {
            let checked = Checks::run(&site, &folder);
            rows::push(&site, &checked, spec, context.secrets, &mut rows, &mut problems);
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts: rows, diagnostics, n_skipped, is_missing }
    }
}

fn read_facts(
    spec: &SourceSpec,
    context: &CollectContext<'_>,
    rows: &mut Facts,
    problems: &mut Problems<'_>,
) -> Option<BusinessFacts> {
    let path = spec.settings.get("facts")?.as_str()?;
    let (found, diagnostics) = files::find_below(path, spec, context);
    problems.extend(diagnostics);
    let file = found.first()?;
    let text = read_text(file, facts::MAX_BYTES, problems)?;
    facts::read(file, &text, spec, rows, problems)
}

/// The source's folder as evidence spells it.
fn folder_of(path: &str) -> String {
    let parts = Path::new(path).components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// Reads a text up to a bound; larger ones are not opened.
fn read_text(file: &FoundFile, limit: u64, problems: &mut Problems<'_>) -> Option<String> {
    let place = Evidence::place(&file.relative);
    let mut bytes = Vec::new();
    let read = fs::File::open(&file.path)
        .and_then(|opened| opened.take(limit + 1).read_to_end(&mut bytes));
    if let Err(error) = read {
        let message = format!("the file cannot be read: {}", error.kind());
        problems.skip("unreadable-file", place, message, "check that the file may be read");
        return None;
    }
    if bytes.len() as u64 > limit {
        let message = format!("the file is larger than {} MiB and was not read", limit >> 20);
        problems.skip("page-too-large", place, message, "split it, or take what is not text out");
        return None;
    }
    let decoded = files::decode(&bytes);
    if let Some(line) = decoded.first_invalid_line {
        let place = Evidence::line(&file.relative, line);
        let message = "the file is not UTF-8; bytes that are not were replaced";
        problems.report(Level::Warning, "not-utf8", place, message, "save the file as UTF-8");
    }
    Some(decoded.text)
}

struct Reader<'r, 'p> {
    spec: &'r SourceSpec,
    folder: &'r str,
    problems: &'r mut Problems<'p>,
    scanner: &'r dyn SecretScanner,
}

impl Reader<'_, '_> {
    fn site(&mut self, found: &[FoundFile], facts: Option<BusinessFacts>) -> SiteModel {
        let (mut pages, mut assets) = (Vec::new(), BTreeMap::new());
        let mut n_unread = 0u64;
        for file in found {
            let path = file.relative.strip_prefix(self.folder).unwrap_or(&file.relative);
            let path = path.trim_start_matches('/').to_owned();
            let is_private =
                path.split('/').any(|part| part.starts_with('.') || part == "node_modules");
            let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            if !is_private && matches!(extension.as_str(), "html" | "htm" | "xhtml") {
                if pages.len() >= MAX_PAGES {
                    n_unread += 1;
                } else if let Some(page) = self.page(file, path.clone()) {
                    pages.push(page);
                    continue;
                }
            }
            // A page that was not read is there all the same: links to it are not broken.
            assets.insert(path, asset(file, &extension));
        }
        if n_unread > 0 {
            let place = Evidence::place(&self.spec.path);
            let message = format!("more pages than {MAX_PAGES}; not read: {n_unread}");
            let help = "make each part of the site a source of its own";
            self.problems.skip("too-many-pages", place, message, help);
            self.problems.skip_silently(n_unread - 1);
        }
        let robots =
            self.text_of(found, "robots.txt").map(|(file, text)| (file, Robots::parse(&text)));
        let sitemaps = self.sitemaps(found, robots.as_ref().map(|(_, robots)| robots));
        SiteModel::new(pages, assets, robots, sitemaps, facts)
    }

    fn page(&mut self, file: &FoundFile, path: String) -> Option<Page> {
        let text = read_text(file, MAX_PAGE_BYTES, self.problems)?;
        self.scanner.scan(&file.relative, text.as_bytes());
        let (tree, stop) = dom::parse(&text);
        if let Some(stop) = stop {
            let (line, message) = match stop {
                Stop::Depth(line) => {
                    (line, format!("elements nest deeper than {}", dom::MAX_DEPTH))
                }
                Stop::Nodes(line) => (line, format!("more elements than {}", dom::MAX_NODES)),
                Stop::Attributes(line) => {
                    (line, format!("a tag with more than {} attributes", dom::MAX_ATTRIBUTES))
                }
            };
            let message = format!("{message}; the page was read up to here");
            let place = Evidence::line(&file.relative, line);
            self.problems.skip("page-too-complex", place, message, "mend the page's markup");
        }
        (!tree.nodes.is_empty())
            .then(|| Page::new(file.relative.clone(), path, text.len() as u64, tree))
    }

    fn text_of(&mut self, found: &[FoundFile], path: &str) -> Option<(String, String)> {
        let whole = format!("{}/{path}", self.folder);
        let file = found.iter().find(|file| file.relative == whole.trim_start_matches('/'))?;
        let text = read_text(file, MAX_PAGE_BYTES, self.problems)?;
        Some((file.relative.clone(), text))
    }

    /// The site's own sitemaps: the usual one, those of robots.txt, and what an index names.
    fn sitemaps(&mut self, found: &[FoundFile], robots: Option<&Robots>) -> Vec<(String, Sitemap)> {
        let path_of = |address: &str| {
            // Whose host it is cannot be told before the pages are read: the file decides.
            let path = match resolve(address, "/", None) {
                Target::Own { path, .. } => path,
                Target::Other { rest, .. } => rest,
                _ => return None,
            };
            Some(path.trim_start_matches('/').to_owned())
        };
        let mut wanted = vec!["sitemap.xml".to_owned()];
        let named = robots.iter().flat_map(|robots| &robots.sitemaps);
        wanted.extend(named.filter_map(|(_, address)| path_of(address)));
        let mut sitemaps = BTreeMap::<String, Sitemap>::new();
        while let Some(path) = wanted.pop() {
            if sitemaps.len() >= MAX_SITEMAPS {
                break;
            }
            let whole = format!("{}/{path}", self.folder);
            if sitemaps.contains_key(whole.trim_start_matches('/')) {
                continue;
            }
            if let Some((file, text)) = self.text_of(found, &path) {
                let sitemap = sitemap::parse(&text);
                wanted.extend(sitemap.sitemaps.iter().filter_map(|(_, address)| path_of(address)));
                sitemaps.insert(file, sitemap);
            }
        }
        sitemaps.into_iter().collect()
    }
}

fn asset(file: &FoundFile, extension: &str) -> Asset {
    let n_bytes = fs::metadata(&file.path).map_or(0, |known| known.len());
    let mut head = Vec::new();
    if matches!(extension, "png" | "jpg" | "jpeg" | "gif" | "webp") {
        let opened = fs::File::open(&file.path);
        _ = opened.and_then(|opened| opened.take(MAX_PICTURE_HEAD).read_to_end(&mut head));
    }
    let size = imagesize::blob_size(&head).ok();
    Asset { n_bytes, pixels: size.map(|size| (size.width, size.height)) }
}
