//! A site as a whole: its pages, files, links between them, and what it tells search engines.

use std::collections::{BTreeMap, BTreeSet};

use super::dom::NodeId;
use super::facts::BusinessFacts;
use super::page::Page;
use super::robots::Robots;
use super::sitemap::Sitemap;
use super::structured::{self, Block};
use super::target::{Target, file_of, resolve};

/// A reference of a page.
pub(super) struct Link {
    pub(super) id: NodeId,
    /// `href`, `src`, `action` or `srcset`.
    pub(super) attribute: &'static str,
    pub(super) target: Target,
}

/// A file of the site that is no page.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asset {
    pub(super) n_bytes: u64,
    /// Width and height in pixels, where it is a picture whose format is known.
    pub(super) pixels: Option<(usize, usize)>,
}

/// A site.
pub(super) struct Site {
    pub(super) pages: Vec<Page>,
    pub(super) links: Vec<Vec<Link>>,
    pub(super) blocks: Vec<Vec<Block>>,
    /// Every file, relative to the site's folder.
    pub(super) files: BTreeSet<String>,
    pub(super) assets: BTreeMap<String, Asset>,
    /// The file, and what it says.
    pub(super) robots: Option<(String, Robots)>,
    /// Sitemaps by file.
    pub(super) sitemaps: Vec<(String, Sitemap)>,
    pub(super) facts: Option<BusinessFacts>,
    pub(super) host: Option<String>,
    /// The pages that a sitemap lists, by their place.
    pub(super) listed: BTreeSet<usize>,
    /// The pages that a `nav` leads to.
    pub(super) in_nav: BTreeSet<usize>,
    /// How many other pages link to a page.
    pub(super) n_inbound: Vec<usize>,
    by_path: BTreeMap<String, usize>,
}

impl Site {
    pub(super) fn new(
        pages: Vec<Page>,
        assets: BTreeMap<String, Asset>,
        robots: Option<(String, Robots)>,
        sitemaps: Vec<(String, Sitemap)>,
        facts: Option<BusinessFacts>,
    ) -> Self {
        let host = host_of(&pages, facts.as_ref());
        let files = assets.keys().cloned().chain(pages.iter().map(|page| page.path.clone()));
        let by_path = (0..).zip(&pages).map(|(place, page)| (page.path.clone(), place)).collect();
        let links = pages.iter().map(|page| links(page, host.as_deref())).collect();
        let blocks = pages.iter().map(structured::blocks).collect();
        let (n_inbound, files) = (vec![0; pages.len()], files.collect());
        let (listed, in_nav) = (BTreeSet::new(), BTreeSet::new());
        let mut site = Self {
            pages,
            links,
            blocks,
            files,
            assets,
            robots,
            sitemaps,
            facts,
            host,
            listed,
            in_nav,
            n_inbound,
            by_path,
        };
        site.join();
        site
    }

    /// Counts who links to whom, and what the sitemaps list.
    fn join(&mut self) {
        let (mut edges, mut in_nav) = (BTreeSet::new(), BTreeSet::new());
        for (from, (page, links)) in self.pages.iter().zip(&self.links).enumerate() {
            for link in links {
                let Some(to) = self.page_at(&link.target) else { continue };
                if !matches!(page.tag(link.id), "a" | "area") {
                    continue;
                }
                if to != from {
                    edges.insert((from, to));
                }
                if page.is_within(link.id, &["nav"]) {
                    in_nav.insert(to);
                }
            }
        }
        for (_, to) in edges {
            self.n_inbound[to] += 1;
        }
        let entries = self.sitemaps.iter().flat_map(|(_, sitemap)| &sitemap.pages);
        let listed = entries.filter_map(|(_, address)| self.page_at(&self.resolve(address)));
        (self.listed, self.in_nav) = (listed.collect(), in_nav);
    }

    /// Reads an address as the home page would.
    pub(super) fn resolve(&self, address: &str) -> Target {
        resolve(address, "/", self.host.as_deref())
    }

    /// The page that a reference leads to; a link over http leads there too.
    pub(super) fn page_at(&self, target: &Target) -> Option<usize> {
        let path = match target {
            Target::Own { path, .. } => path.as_str(),
            Target::Other { host, rest, .. } if Some(host) == self.host.as_ref() => {
                rest.split(['?', '#']).next().unwrap_or_default()
            }
            _ => return None,
        };
        self.by_path.get(&file_of(path, &self.files)?).copied()
    }

    /// The page of a file.
    pub(super) fn page_of(&self, path: &str) -> Option<&Page> {
        self.by_path.get(path).map(|place| &self.pages[*place])
    }

    pub(super) fn home(&self) -> Option<usize> {
        self.pages.iter().position(Page::is_home)
    }

    pub(super) fn contact(&self) -> Option<usize> {
        let declared = self.facts.as_ref().and_then(|facts| facts.contact.as_deref());
        match declared {
            Some(path) => self.by_path.get(path.trim_start_matches('/')).copied(),
            None => self.pages.iter().position(|page| page.file_name().starts_with("contact")),
        }
    }

    /// The pages that sell: those of the operator's services.
    pub(super) fn is_money(&self, page: &Page) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.is_service(&page.path))
    }

    /// The whole address of a page.
    pub(super) fn address(&self, page: &Page) -> String {
        match &self.host {
            Some(host) => format!("https://{host}{}", page.address),
            None => page.address.clone(),
        }
    }
}

/// The operator's host, else the one that most canonical links name.
fn host_of(pages: &[Page], facts: Option<&BusinessFacts>) -> Option<String> {
    let host = |address: &str| match resolve(address, "/", None) {
        Target::Other { host, .. } => Some(host),
        _ => None,
    };
    if let Some(host) = facts.and_then(|facts| host(facts.url.as_deref()?)) {
        return Some(host);
    }
    let mut counts = BTreeMap::<String, usize>::new();
    for page in pages {
        for id in page.related("canonical") {
            if let Some(host) = page.attribute(id, "href").and_then(host) {
                *counts.entry(host).or_default() += 1;
            }
        }
    }
    counts.into_iter().max_by(|(a, n), (b, m)| n.cmp(m).then(b.cmp(a))).map(|(host, _)| host)
}

fn links(page: &Page, host: Option<&str>) -> Vec<Link> {
    let base = page.first("base").and_then(|id| page.says(id, "href"));
    let base = base.map(|base| resolve(base, &page.address, host));
    let address = match &base {
        Some(Target::Own { path, .. }) => path.as_str(),
        _ => page.address.as_str(),
    };
    let mut links = Vec::new();
    for id in page.elements.iter().copied() {
        let attributes: &[&'static str] = match page.tag(id) {
            "a" | "area" => &["href"],
            "link" if is_asset(page, id) => &["href"],
            "img" | "source" => &["src", "srcset"],
            "script" | "iframe" | "video" | "audio" | "embed" | "track" => &["src"],
            "form" => &["action"],
            _ => &[],
        };
        for attribute in attributes.iter().copied() {
            let Some(value) = page.attribute(id, attribute) else { continue };
            // Of a set the first picture stands for all.
            let value = match attribute {
                "srcset" => value.trim().split([' ', ',']).next().unwrap_or_default(),
                _ => value,
            };
            let is_page = value.trim().starts_with('#');
            let address = if is_page { page.address.as_str() } else { address };
            links.push(Link { id, attribute, target: resolve(value, address, host) });
        }
    }
    links
}

/// Claims that a `link` loads something.
fn is_asset(page: &Page, id: NodeId) -> bool {
    let relations = page.attribute(id, "rel").unwrap_or_default().to_ascii_lowercase();
    let loads = ["stylesheet", "icon", "apple-touch-icon", "manifest", "preload", "modulepreload"];
    relations.split_whitespace().any(|relation| loads.contains(&relation))
}
