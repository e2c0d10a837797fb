//! What search engines may read: robots, sitemaps, canonical links.

use super::super::page::Page;
use super::super::target::{Target, bare};
use super::{Checks, Spot};

pub(super) fn check(checks: &mut Checks<'_>) {
    blocked(checks);
    robots(checks);
    sitemaps(checks);
    canonicals(checks);
}

/// A page that the site itself shows to search engines or visitors, and keeps them from.
fn blocked(checks: &mut Checks<'_>) {
    let site = checks.site;
    for (place, page) in checks.pages() {
        let is_shown = site.listed.contains(&place) || site.in_nav.contains(&place);
        if let Some(id) = page.noindex().filter(|_| is_shown) {
            let why = if site.listed.contains(&place) {
                "the sitemap lists it"
            } else {
                "a nav leads to it"
            };
            checks.element("index-blocked", page, id, format!("no noindex: {why}"));
        }
        let Some((file, robots)) = &site.robots else { continue };
        if !is_shown && !page.is_home() {
            continue;
        }
        let blocking =
            ["googlebot", "*"].iter().find_map(|agent| robots.disallows(agent, &page.address));
        if let Some((line, rule)) = blocking {
            let spot = Spot { page: page.path.clone(), ..spot_in(file, line) };
            checks.fail("robots-blocks", spot, rule, format!("{} may be read", page.address));
        }
    }
}

fn spot_in(file: &str, line: u32) -> Spot {
    let page = file.rsplit('/').next().unwrap_or(file).to_owned();
    Spot { page, file: file.to_owned(), line: Some(line), selector: String::new() }
}

fn robots(checks: &mut Checks<'_>) {
    let Some((file, robots)) = &checks.site.robots else { return };
    for (line, found, expected) in &robots.faults {
        checks.fail("robots-invalid", spot_in(file, *line), found, expected);
    }
}

fn sitemaps(checks: &mut Checks<'_>) {
    let site = checks.site;
    let is_named = site.robots.as_ref().is_some_and(|(_, robots)| !robots.sitemaps.is_empty());
    if site.sitemaps.is_empty() && !is_named {
        let spot = checks.whole();
        checks.fail("sitemap-missing", spot, "", "sitemap.xml, or one that robots.txt names");
    }
    for (file, sitemap) in &site.sitemaps {
        if let Some(line) = sitemap.broken {
            checks.fail("sitemap-stale", spot_in(file, line), "", "XML that parses");
        }
        for (line, address) in &sitemap.pages {
            let target = site.resolve(address);
            let expected = match site.page_at(&target) {
                None if matches!(target, Target::Own { .. }) => "a page that exists",
                None => "an address of this site",
                Some(place) => {
                    let page = &site.pages[place];
                    if page.noindex().is_some() {
                        "a page that search engines may list"
                    } else if !is_own_canonical(checks, page) {
                        "the page's canonical address"
                    } else {
                        continue;
                    }
                }
            };
            checks.fail("sitemap-stale", spot_in(file, *line), address, expected);
        }
    }
}

/// Claims that no canonical link of the page names another page.
fn is_own_canonical(checks: &Checks<'_>, page: &Page) -> bool {
    page.related("canonical").all(|id| {
        let target = checks.site.resolve(page.attribute(id, "href").unwrap_or_default());
        match checks.site.page_at(&target) {
            Some(place) => checks.site.pages[place].path == page.path,
            None => false,
        }
    })
}

fn canonicals(checks: &mut Checks<'_>) {
    let site = checks.site;
    for (_, page) in checks.pages() {
        let found = page.related("canonical").collect::<Vec<_>>();
        if found.is_empty() {
            if page.noindex().is_none() {
                let expected = format!("<link rel=\"canonical\" href=\"{}\">", site.address(page));
                checks.fail("canonical-missing", Spot::page(page), "", expected);
            }
            continue;
        }
        let first = page.attribute(found[0], "href").map(str::trim);
        for id in found {
            let href = page.attribute(id, "href").unwrap_or_default().trim();
            let target = site.resolve(href);
            let is_absolute = href.starts_with("https://") || href.starts_with("http://");
            let is_top = match &target {
                Target::Own { path, .. } => path == "/",
                Target::Other { host, rest, .. } => {
                    let is_ours = site.host.as_deref().is_some_and(|ours| bare(ours) == bare(host));
                    is_ours && matches!(rest.as_str(), "" | "/")
                }
                _ => false,
            };
            if !is_absolute || Some(href) != first || (is_top && !page.is_home()) {
                checks.element("canonical-bad", page, id, site.address(page));
            }
        }
    }
}
