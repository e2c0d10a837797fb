//! Links: where they lead, over what, and what they are called.

use super::super::model::Link;
use super::super::page::Page;
use super::super::target::{Target, file_of};
use super::{Checks, Spot};

/// Lighthouse's English list of texts that say nothing of the page behind them.
const VAGUE: [&str; 14] = [
    "click here",
    "click this",
    "go",
    "here",
    "information",
    "learn more",
    "more",
    "more info",
    "more information",
    "read more",
    "right here",
    "see more",
    "start",
    "this",
];

pub(super) fn check(checks: &mut Checks<'_>) {
    let site = checks.site;
    for (place, page) in checks.pages() {
        for link in &site.links[place] {
            broken(checks, page, link);
            insecure(checks, page, link);
            if page.tag(link.id) == "a" {
                named(checks, page, link);
            }
        }
        let is_kept_out = page.file_name() == "404.html";
        if site.n_inbound[place] == 0 && !page.is_home() && !is_kept_out && site.pages.len() > 1 {
            checks.fail("page-orphan", Spot::page(page), &page.path, "a link from another page");
        }
    }
}

fn broken(checks: &mut Checks<'_>, page: &Page, link: &Link) {
    let Target::Own { path, anchor } = &link.target else { return };
    if link.attribute == "action" {
        // Where a form goes answers on a server; no file says so.
        return;
    }
    let files = &checks.site.files;
    let Some(file) = file_of(path, files) else {
        checks.element("link-broken", page, link.id, format!("a file at {path}"));
        return;
    };
    let anchor = anchor.as_deref().filter(|anchor| !matches!(*anchor, "" | "top"));
    let Some(anchor) = anchor.filter(|anchor| !anchor.starts_with(":~:")) else { return };
    let Some(target) = checks.site.page_of(&file) else { return };
    if !target.anchors.contains(anchor) {
        checks.element("link-broken", page, link.id, format!("an element #{anchor} in {file}"));
    }
}

fn insecure(checks: &mut Checks<'_>, page: &Page, link: &Link) {
    let Target::Other { scheme, host, .. } = &link.target else { return };
    let is_local = matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"));
    if scheme == "http" && !is_local {
        let before = checks.found.len();
        checks.element("link-insecure", page, link.id, format!("https://{host}"));
        if link.attribute == "action"
            && let Some(found) = checks.found.get_mut(before)
        {
            found.severity = "critical";
        }
    }
}

fn named(checks: &mut Checks<'_>, page: &Page, link: &Link) {
    let href = page.attribute(link.id, "href").unwrap_or_default().trim().to_ascii_lowercase();
    let has_role = page.says(link.id, "role").is_some();
    if !has_role
        && (href.is_empty() || href.starts_with("javascript:") || href.starts_with("file:"))
    {
        checks.element("anchor-dead", page, link.id, "an address, or a button");
        return;
    }
    let leads_away = match &link.target {
        Target::Own { path, .. } => *path != page.address,
        Target::Other { .. } => true,
        Target::Scheme { .. } | Target::Empty => false,
    };
    let text = page.name(link.id).to_lowercase();
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    if leads_away && VAGUE.contains(&text) {
        checks.element("link-text-vague", page, link.id, "the name of what it leads to");
    }
}
