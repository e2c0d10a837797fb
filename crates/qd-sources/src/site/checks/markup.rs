//! What a page tells machines of the business: JSON-LD against schema.org and the facts.

use std::collections::BTreeSet;

use super::super::facts::{BusinessFacts, DAYS, Opening, is_time};
use super::super::nap;
use super::super::page::Page;
use super::super::structured::{Business, businesses, each, written};
use super::super::target::{Target, bare, resolve};
use super::{Checks, Spot};
use crate::tree::Node;

const WEEK: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) fn check(checks: &mut Checks<'_>) {
    let site = checks.site;
    let mut described = BTreeSet::new();
    for (place, page) in checks.pages() {
        for block in &site.blocks[place] {
            if let Err((line, column, what)) = &block.content {
                let spot = Spot { line: Some(*line), ..Spot::element(page, block.id) };
                checks.fail("jsonld-broken", spot, "", format!("JSON; at {line}:{column} {what}"));
            }
        }
        for business in businesses(&site.blocks[place]) {
            if business.is_local() {
                described.insert(place);
                required(checks, page, &business);
                kind(checks, page, &business);
                geo(checks, page, &business);
                hours(checks, page, &business);
                price(checks, page, &business);
            }
            reviews(checks, page, &business);
            host(checks, page, &business);
        }
    }
    let wanted = [site.home(), site.contact()].into_iter().flatten().collect::<BTreeSet<_>>();
    if let Some(first) = wanted.first().filter(|_| wanted.is_disjoint(&described)) {
        let page = &site.pages[*first];
        let kind = site.facts.as_ref().and_then(|facts| facts.primary_type.as_deref());
        let expected = format!("a {} on home or contact", kind.unwrap_or("LocalBusiness"));
        checks.fail("jsonld-none", Spot::page(page), "", expected);
    }
    if site.facts.as_ref().is_none_or(|facts| facts.primary_type.is_none()) {
        checks.unknown("jsonld-generic", "primary_type");
    }
}

/// The spot of a member, or of the business where it has none.
fn spot(page: &Page, business: &Business<'_>, node: Option<&Node>) -> Spot {
    let line = Some(business.line(node.unwrap_or(business.node)));
    Spot { line, ..Spot::element(page, business.id) }
}

fn says(node: &Node, key: &str) -> bool {
    node.get(key).is_some_and(|member| member.text().is_none_or(|text| !text.trim().is_empty()))
}

fn required(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    let node = business.node;
    let mut lacks = Vec::new();
    if !says(node, "name") {
        lacks.push("name");
    }
    if !says(node, "address") && !says(node, "areaServed") {
        lacks.push("address or areaServed");
    }
    if !lacks.is_empty() {
        let shown = format!("\"@type\": \"{}\"", business.types.join(", "));
        checks.fail("jsonld-required", spot(page, business, None), shown, lacks.join(" and "));
    }
}

fn kind(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    let facts = checks.site.facts.as_ref().and_then(|facts| facts.primary_type.as_deref());
    let Some(kind) = facts.filter(|kind| *kind != "LocalBusiness") else { return };
    if business.types == ["LocalBusiness"] {
        let shown = "\"@type\": \"LocalBusiness\"";
        checks.fail(
            "jsonld-generic",
            spot(page, business, business.node.get("@type")),
            shown,
            kind,
        );
    }
}

fn geo(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    const DIGITS: usize = 5;
    const NEAR_M: f64 = 500.0;
    let Some(geo) = business.node.get("geo") else { return };
    let parts = ["latitude", "longitude"].map(|key| geo.get(key).and_then(written));
    let [Some(north), Some(east)] = parts else { return };
    let shown = format!("{north}, {east}");
    let n_digits = |text: &str| text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let declared = checks.site.facts.as_ref().and_then(|facts| facts.geo);
    let found = north.parse::<f64>().ok().zip(east.parse::<f64>().ok());
    let expected = match (found, declared) {
        (None, _) => "numbers".to_owned(),
        (Some(_), _) if n_digits(north) < DIGITS || n_digits(east) < DIGITS => {
            format!("{DIGITS} decimals")
        }
        (Some(found), Some(declared)) if metres(found, declared) > NEAR_M => {
            let far = metres(found, declared).floor();
            format!("{}, {}: {far} m from there", declared.0, declared.1)
        }
        _ => return,
    };
    checks.fail("jsonld-geo", spot(page, business, Some(geo)), shown, expected);
}

/// The distance on a sphere of the Earth's mean radius (haversine).
fn metres(one: (f64, f64), other: (f64, f64)) -> f64 {
    const RADIUS_M: f64 = 6_371_008.8;
    let (north, south) = (one.0.to_radians(), other.0.to_radians());
    let (high, wide) = ((south - north) / 2.0, (other.1 - one.1).to_radians() / 2.0);
    let part = high.sin().powi(2) + north.cos() * south.cos() * wide.sin().powi(2);
    2.0 * RADIUS_M * part.sqrt().min(1.0).asin()
}

/// Overnight hours, which close on a later day than they open, are fine.
fn hours(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    let entries = each(business.node, "openingHoursSpecification");
    let mut found = BTreeSet::<Opening>::new();
    let mut is_whole = true;
    for entry in &entries {
        let at = |key: &str| entry.get(key).and_then(written).map(str::to_owned);
        let (opens, closes) = (at("opens"), at("closes"));
        // Closed on a day, and special days, are said without times or with dates.
        if entry.get("validFrom").is_some() || (opens.is_none() && closes.is_none()) {
            continue;
        }
        let times = [opens, closes].map(|time| time.unwrap_or_default());
        let minutes = times.clone().map(|time| time.chars().take(5).collect::<String>());
        let is_seconds = |time: &str| time.len() == 5 || (time.len() == 8 && time.ends_with(":00"));
        for (time, minutes) in times.iter().zip(&minutes) {
            if !is_time(minutes) || !is_seconds(time) {
                is_whole = false;
                checks.fail("jsonld-hours", spot(page, business, Some(entry)), time, "hh:mm");
            }
        }
        for day in each(entry, "dayOfWeek") {
            let shown = day.text().unwrap_or_default();
            let name = shown.rsplit(['/', ':']).next().unwrap_or_default();
            match WEEK.iter().position(|known| *known == name) {
                Some(day) => {
                    found.insert((day, minutes[0].clone(), minutes[1].clone()));
                }
                None if name == "PublicHolidays" => {}
                None => {
                    is_whole = false;
                    let spot = spot(page, business, Some(day));
                    checks.fail("jsonld-hours", spot, shown, "a day such as Monday");
                }
            }
        }
    }
    let declared = checks.site.facts.as_ref().and_then(|facts| facts.hours.as_ref());
    let Some(declared) = declared.filter(|_| is_whole && !entries.is_empty()) else { return };
    let differ = declared.symmetric_difference(&found).collect::<Vec<_>>();
    if !differ.is_empty() {
        let only = |set: &BTreeSet<Opening>, other: &BTreeSet<Opening>| {
            let only = set
                .difference(other)
                .map(|(day, opens, closes)| format!("{} {opens}-{closes}", DAYS[*day]));
            only.collect::<Vec<_>>().join(", ")
        };
        let or_none = |text: String| if text.is_empty() { "nothing more".into() } else { text };
        let spot = spot(page, business, Some(entries[0]));
        let (shown, expected) = (only(&found, declared), only(declared, &found));
        checks.fail("jsonld-hours", spot, or_none(shown), or_none(expected));
    }
}

fn price(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    const LONGEST: usize = 99;
    let Some(node) = business.node.get("priceRange") else { return };
    let n_chars = node.text().map_or(0, |text| text.chars().count());
    if n_chars > LONGEST {
        let shown = node.text().unwrap_or_default();
        let expected = format!("at most {LONGEST} characters, found {n_chars}");
        checks.fail("jsonld-price", spot(page, business, Some(node)), shown, expected);
    }
}

fn reviews(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    if !is_ours(checks.site.facts.as_ref(), business) {
        return;
    }
    for key in ["aggregateRating", "review"] {
        if let Some(node) = business.node.get(key) {
            let expected = "no rating of ourselves: search engines do not show it";
            let shown = format!("\"{key}\"");
            checks.fail("jsonld-self-review", spot(page, business, Some(node)), shown, expected);
        }
    }
}

/// A business of another name is somebody else's.
fn is_ours(facts: Option<&BusinessFacts>, business: &Business<'_>) -> bool {
    let shown = business.node.get("name").and_then(Node::text).map(nap::name);
    match (facts.filter(|facts| !facts.names.is_empty()), shown) {
        (Some(facts), Some(shown)) => facts.names.iter().any(|name| nap::name(name) == shown),
        _ => true,
    }
}

fn host(checks: &mut Checks<'_>, page: &Page, business: &Business<'_>) {
    let Some(ours) = checks.site.host.as_deref() else { return };
    if !is_ours(checks.site.facts.as_ref(), business) {
        return;
    }
    for key in ["@id", "url"] {
        let Some(node) = business.node.get(key) else { continue };
        let shown = node.text().unwrap_or_default();
        let Target::Other { host, .. } = resolve(shown, "/", None) else { continue };
        if host != ours {
            // With or without `www.` is another host to a machine.
            let expected = format!(
                "https://{ours}/ ({} host)",
                if bare(&host) == bare(ours) { "one" } else { "our" }
            );
            checks.fail("jsonld-url", spot(page, business, Some(node)), shown, expected);
        }
    }
}
