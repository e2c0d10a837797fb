//! Whether a page sells: its call to act, where that leads, whether visits are counted, and whether
//! pages of different places say different things.

use std::collections::BTreeSet;

use super::super::dom::NodeId;
use super::super::nap;
use super::super::page::{Page, squeeze};
use super::super::target::Target;
use super::{Checks, Spot};

/// Marketplaces that take a commission, by a part of their host.
const MARKETPLACES: [&str; 16] = [
    "getmyboat",
    "boatsetter",
    "sailo",
    "clickandboat",
    "samboat",
    "viator",
    "getyourguide",
    "airbnb",
    "vrbo",
    "booking",
    "expedia",
    "tripadvisor",
    "peek",
    "groupon",
    "thumbtack",
    "eventbrite",
];
/// Words of a control that begins a sale.
const ACTS: [&str; 16] = [
    "book", "reserve", "call", "quote", "order", "buy", "tickets", "ticket", "schedule", "request",
    "enquire", "inquire", "rent", "hire", "estimate", "contact",
];
/// Parts of the addresses of scripts that count visits.
const COUNTERS: [&str; 14] = [
    "plausible",
    "googletagmanager.com/gtag",
    "googletagmanager.com/gtm",
    "google-analytics",
    "matomo",
    "piwik",
    "umami",
    "usefathom",
    "simpleanalytics",
    "goatcounter",
    "posthog",
    "cloudflareinsights",
    "clarity.ms",
    "stats.",
];

pub(super) fn check(checks: &mut Checks<'_>) {
    thin(checks);
    acts(checks);
    leaving(checks);
    counting(checks);
    privacy(checks);
}

/// Pages of services or places that say nearly the same.
fn thin(checks: &mut Checks<'_>) {
    const ALIKE: f64 = 0.85;
    const MAX_PAGES: usize = 400;
    let site = checks.site;
    let Some(facts) =
        site.facts.as_ref().filter(|facts| facts.service.is_some() || facts.area.is_some())
    else {
        return checks.unknown("area-thin", "pages.service, pages.area");
    };
    let pages = checks.pages().map(|(_, page)| page);
    let pages = pages.filter(|page| facts.is_service(&page.path) || facts.is_area(&page.path));
    let texts = pages.take(MAX_PAGES).map(|page| (page, nap::shingles(&content(page))));
    let texts = texts.filter(|(_, shingles)| !shingles.is_empty()).collect::<Vec<_>>();
    for (place, (page, shingles)) in texts.iter().enumerate() {
        let others = texts.iter().enumerate().filter(|(other, _)| *other != place);
        let scored = others.map(|(_, (other, theirs))| (nap::likeness(shingles, theirs), *other));
        let nearest =
            scored.max_by(|(one, a), (two, b)| one.total_cmp(two).then(b.path.cmp(&a.path)));
        if let Some((score, other)) = nearest.filter(|(score, _)| *score >= ALIKE) {
            let shown = (score * 100.0).floor() / 100.0;
            let expected = format!("likeness below {ALIKE}, found {shown} with {}", other.path);
            checks.fail("area-thin", Spot::page(page), "", expected);
        }
    }
}

/// The text of `main`, else of the page, without what every page carries.
fn content(page: &Page) -> String {
    let id = page.first("main");
    let texts = page.texts.iter().copied().filter(|text| {
        !page.is_within(*text, &["nav", "header", "footer"])
            && id.is_none_or(|main| page.around(*text).any(|outer| outer == main))
    });
    squeeze(&texts.map(|text| page.words(text)).collect::<Vec<_>>().join(" "))
}

/// Controls that begin a sale, in order.
fn acting(page: &Page) -> Vec<NodeId> {
    let acts = page.elements.iter().copied().filter(|id| {
        let is_control = match page.tag(*id) {
            "a" => page.says(*id, "href").is_some(),
            "button" => true,
            "input" => page.attribute(*id, "type") == Some("submit"),
            _ => false,
        };
        if !is_control || page.is_hidden(*id) {
            return false;
        }
        let name = match page.tag(*id) {
            "input" => page.attribute(*id, "value").unwrap_or_default().to_owned(),
            _ => page.name(*id),
        };
        let name = name.to_lowercase();
        let href = page.attribute(*id, "href").unwrap_or_default();
        href.trim().starts_with("tel:")
            || name.split(|c: char| !c.is_alphanumeric()).any(|word| ACTS.contains(&word))
    });
    acts.collect()
}

fn acts(checks: &mut Checks<'_>) {
    let site = checks.site;
    let Some(facts) = site.facts.as_ref().filter(|facts| facts.service.is_some()) else {
        checks.unknown("cta-absent", "pages.service");
        return checks.unknown("cta-leaks", "pages.service, booking_url");
    };
    if facts.booking_url.is_none() {
        checks.unknown("cta-leaks", "booking_url");
    }
    for (place, page) in checks.pages().filter(|(_, page)| site.is_money(page)) {
        let acting = acting(page);
        let n_chars = |text: &NodeId| squeeze(page.words(*text)).chars().count();
        let whole = page.texts.iter().map(n_chars).sum::<usize>();
        let before = |id: NodeId| -> usize {
            // Nodes are numbered in the order of the page's text, up to repairs.
            page.texts.iter().filter(|text| **text < id).map(n_chars).sum()
        };
        let first = acting.first().map(|id| (*id, before(*id)));
        match first {
            None => {
                let spot = Spot::page(page);
                checks.fail("cta-absent", spot, "", "a way to book, call or ask for a quote");
            }
            Some((id, at)) if 3 * at > whole => {
                let percent = at * 100 / whole.max(1);
                let expected = format!("in the first third of the text, found after {percent} %");
                checks.element("cta-absent", page, id, expected);
            }
            Some(_) => {}
        }
        let (Some((id, _)), Some(direct)) = (first, &facts.booking_url) else { continue };
        let link = site.links[place].iter().find(|link| link.id == id);
        if let Some(Target::Other { host, .. }) = link.map(|link| &link.target)
            && is_marketplace(host)
        {
            checks.element(
                "cta-leaks",
                page,
                id,
                format!("{direct} first: {host} keeps a commission"),
            );
        }
    }
}

fn is_marketplace(host: &str) -> bool {
    host.split('.').any(|part| MARKETPLACES.contains(&part))
}

/// Links to marketplaces and business profiles that nobody can count.
fn leaving(checks: &mut Checks<'_>) {
    const PROFILES: [&str; 3] = ["g.page", "business.google.com", "maps.app.goo.gl"];
    const WANTED: [&str; 3] = ["utm_source=", "utm_medium=", "utm_campaign="];
    let site = checks.site;
    for (place, page) in checks.pages() {
        for link in site.links[place].iter().filter(|link| page.tag(link.id) == "a") {
            let Target::Other { host, rest, .. } = &link.target else { continue };
            if !is_marketplace(host) && !PROFILES.contains(&host.as_str()) {
                continue;
            }
            let lacks = WANTED.iter().filter(|key| !rest.contains(**key));
            let lacks = lacks.map(|key| key.trim_end_matches('=')).collect::<Vec<_>>();
            if !lacks.is_empty() {
                checks.element("utm-missing", page, link.id, lacks.join(", "));
            }
        }
    }
}

/// Pages without the counter that other pages carry.
fn counting(checks: &mut Checks<'_>) {
    let counter = |page: &Page| {
        let counters = page.tagged(&["script"]).filter_map(|id| {
            let source = page.attribute(id, "src")?.to_lowercase();
            let counts = page.attribute(id, "data-domain").is_some()
                || page.attribute(id, "data-website-id").is_some()
                || COUNTERS.iter().any(|known| source.contains(known));
            counts.then(|| source.split(['?', '#']).next().unwrap_or_default().to_owned())
        });
        counters.collect::<BTreeSet<_>>()
    };
    let carried = checks.pages().map(|(_, page)| (page, counter(page))).collect::<Vec<_>>();
    let all = carried.iter().flat_map(|(_, counters)| counters.clone()).collect::<BTreeSet<_>>();
    for (page, counters) in carried.iter().filter(|_| !all.is_empty()) {
        let lacks = all.difference(counters).cloned().collect::<Vec<_>>();
        if !lacks.is_empty() {
            checks.fail("analytics-gap", Spot::page(page), "", lacks.join(", "));
        }
    }
}

/// A form asks for data; nothing says what becomes of them.
fn privacy(checks: &mut Checks<'_>) {
    let form = checks.pages().find_map(|(_, page)| Some((page, page.first("form")?)));
    let Some((page, form)) = form else { return };
    let is_linked = checks.pages().any(|(_, page)| {
        page.tagged(&["a"]).any(|id| {
            let href = page.attribute(id, "href").unwrap_or_default().to_lowercase();
            href.contains("privacy") || page.text(id).to_lowercase().contains("privacy")
        })
    });
    if !is_linked {
        checks.element("privacy-missing", page, form, "a link to what becomes of the data");
    }
}
