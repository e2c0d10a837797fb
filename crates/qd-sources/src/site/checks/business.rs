//! Name, address and phone against the facts: what conflicts, what is only written otherwise, and
//! what a phone cannot dial.

use std::collections::{BTreeMap, BTreeSet};

use super::super::dom::NodeId;
use super::super::facts::BusinessFacts;
use super::super::nap::{self, Street};
use super::super::page::Page;
use super::super::structured::businesses;
use super::{Checks, Spot};
use crate::tree::Node;

pub(super) fn check(checks: &mut Checks<'_>) {
    let none = BusinessFacts::default();
    let facts = checks.site.facts.as_ref().unwrap_or(&none);
    let mut forms = Forms::default();
    for (place, page) in checks.pages() {
        phones(checks, page, facts, &mut forms);
        addresses(checks, page, facts, &mut forms);
        described(checks, place, page, facts, &mut forms);
    }
    forms.variants(checks);
    let missing = [
        ("phone_e164", facts.phone.is_none()),
        ("address.street", facts.street.is_none()),
        ("public_name", facts.names.is_empty()),
    ];
    let missing = missing.iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| *name);
    let missing = missing.collect::<Vec<_>>().join(", ");
    if !missing.is_empty() {
        checks.unknown("nap-conflict", &missing);
        checks.unknown("nap-variant", &missing);
    }
    match (facts.storefront, checks.site.contact()) {
        (None, _) => checks.unknown("map-missing", "storefront"),
        (Some(true), Some(place)) => map(checks, place),
        _ => {}
    }
}

/// Where a form first stands on each page: file, line and selector.
type Places = BTreeMap<String, (String, Option<u32>, String)>;

/// How the same fact is shown, and where.
#[derive(Default)]
struct Forms(BTreeMap<&'static str, BTreeMap<String, Places>>);

impl Forms {
    fn add(&mut self, fact: &'static str, shown: &str, spot: &Spot) {
        let pages = self.0.entry(fact).or_default().entry(shown.to_owned()).or_default();
        let place = (spot.file.clone(), spot.line, spot.selector.clone());
        pages.entry(spot.page.clone()).or_insert(place);
    }

    /// Two forms on two pages: a finding on each.
    fn variants(self, checks: &mut Checks<'_>) {
        for (fact, forms) in self.0 {
            let pages = forms.values().flat_map(BTreeMap::keys).collect::<BTreeSet<_>>();
            if forms.len() < 2 || pages.len() < 2 {
                continue;
            }
            let all = forms.keys().cloned().collect::<Vec<_>>().join(" | ");
            for (shown, places) in &forms {
                for (page, (file, line, selector)) in places {
                    let (page, file) = (page.clone(), file.clone());
                    let spot = Spot { page, file, line: *line, selector: selector.clone() };
                    checks.fail(
                        "nap-variant",
                        spot,
                        shown,
                        format!("one form of the {fact}: {all}"),
                    );
                }
            }
        }
    }
}

/// The line of a place inside a text.
fn spot(page: &Page, text: NodeId, at: usize) -> Spot {
    let words = page.words(text);
    let line = page.line(text) + words[..at].matches('\n').count() as u32;
    let element = page.node(text).parent.unwrap_or(text);
    Spot { line: Some(line), ..Spot::element(page, element) }
}

fn phones(checks: &mut Checks<'_>, page: &Page, facts: &BusinessFacts, forms: &mut Forms) {
    let country = facts.country.as_deref();
    let is_known = |number: &str| {
        let others = facts.other_phones.iter().map(|phone| nap::e164(phone, country));
        others.into_iter().any(|other| nap::is_same_phone(&other, number))
    };
    for text in page.texts.iter().copied() {
        for (at, shown) in nap::phones(page.words(text)) {
            let (number, place) = (nap::e164(shown, country), spot(page, text, at));
            let link = page.around(text).find(|outer| page.tag(*outer) == "a");
            let dialled =
                link.and_then(|id| page.attribute(id, "href")?.trim().strip_prefix("tel:"));
            let wanted = format!("<a href=\"tel:{number}\">");
            let spot_again = spot(page, text, at);
            match dialled {
                None => checks.fail("phone-not-link", place, shown, wanted),
                Some(dialled) if !nap::is_same_phone(&nap::e164(dialled, country), &number) => {
                    checks.fail(
                        "phone-not-link",
                        place,
                        format!("{shown}, but tel:{dialled}"),
                        wanted,
                    );
                }
                Some(_) => {}
            }
            match &facts.phone {
                Some(ours) if nap::is_same_phone(ours, &number) => {
                    forms.add("phone", shown, &spot_again);
                }
                Some(ours) if !is_known(&number) => {
                    checks.fail("nap-conflict", spot_again, shown, format!("phone {ours}"));
                }
                _ => {}
            }
        }
    }
    let Some(ours) = &facts.phone else { return };
    for id in page.tagged(&["a"]) {
        let Some(number) =
            page.attribute(id, "href").and_then(|href| href.trim().strip_prefix("tel:"))
        else {
            continue;
        };
        let number = nap::e164(number, country);
        let is_told = !nap::phones(&page.text(id)).is_empty();
        if !is_told && !nap::is_same_phone(ours, &number) && !is_known(&number) {
            checks.element("nap-conflict", page, id, format!("phone {ours}"));
        }
    }
}

fn addresses(checks: &mut Checks<'_>, page: &Page, facts: &BusinessFacts, forms: &mut Forms) {
    let Some(declared) = facts.street.as_deref() else { return };
    let Some(ours) = Street::parse(declared) else { return };
    for text in page.texts.iter().copied() {
        for (at, shown, postal) in nap::streets(page.words(text)) {
            let Some(street) = Street::parse(&shown) else { continue };
            if !street.is_akin(&ours) {
                continue;
            }
            let place = spot(page, text, at);
            let code = facts.postal_code.as_deref().map(nap::zip5);
            if !street.is_same(&ours) {
                checks.fail("nap-conflict", place, shown, format!("address {declared}"));
            } else if let (Some(found), Some(code)) = (&postal, code)
                && found != code
            {
                let shown = format!("{shown}, {found}");
                checks.fail("nap-conflict", place, shown, format!("postal code {code}"));
            } else {
                forms.add("address", &shown, &place);
            }
        }
    }
}

/// What JSON-LD says of our business.
fn described(
    checks: &mut Checks<'_>,
    place: usize,
    page: &Page,
    facts: &BusinessFacts,
    forms: &mut Forms,
) {
    let site = checks.site;
    for business in businesses(&site.blocks[place]).iter().filter(|business| business.is_local()) {
        let at = |node: &Node| Spot {
            line: Some(business.line(node)),
            ..Spot::element(page, business.id)
        };
        if let Some(node) = business.node.get("name") {
            let shown = node.text().unwrap_or_default();
            if facts.names.iter().any(|name| nap::name(name) == nap::name(shown)) {
                forms.add("name", shown, &at(node));
            } else if let Some(name) = facts.names.first() {
                checks.fail("nap-conflict", at(node), shown, format!("name {name}"));
            }
        }
        if let (Some(node), Some(ours)) = (business.node.get("telephone"), &facts.phone) {
            let shown = node.text().unwrap_or_default();
            let number = nap::e164(shown, facts.country.as_deref());
            if !nap::is_same_phone(ours, &number) {
                checks.fail("nap-conflict", at(node), shown, format!("phone {ours}"));
            }
        }
        let Some(address) = business.node.get("address") else { continue };
        let street = address.get("streetAddress").or(address.text().map(|_| address));
        if let (Some(node), Some(declared)) = (street, facts.street.as_deref()) {
            let shown = node.text().unwrap_or_default();
            let shown = if address.text().is_some() {
                shown.split(',').next().unwrap_or_default()
            } else {
                shown
            };
            let pair = Street::parse(shown).zip(Street::parse(declared));
            if pair.is_some_and(|(found, ours)| !found.is_same(&ours)) {
                checks.fail("nap-conflict", at(node), shown, format!("address {declared}"));
            }
        }
        let codes = address.get("postalCode").zip(facts.postal_code.as_deref());
        if let Some((node, code)) = codes {
            let shown = super::super::structured::written(node).unwrap_or_default();
            if nap::zip5(shown) != nap::zip5(code) {
                checks.fail("nap-conflict", at(node), shown, format!("postal code {code}"));
            }
        }
    }
}

fn map(checks: &mut Checks<'_>, place: usize) {
    const MAPS: [&str; 9] = [
        "google.com/maps",
        "maps.google.",
        "goo.gl/maps",
        "maps.app.goo.gl",
        "maps.apple.com",
        "openstreetmap.org",
        "bing.com/maps",
        "waze.com",
        "mapbox.com",
    ];
    let page = &checks.site.pages[place];
    let leads = page.tagged(&["a", "iframe"]).any(|id| {
        let href = page.attribute(id, "href").or(page.attribute(id, "src")).unwrap_or_default();
        let (href, text) = (href.to_lowercase(), page.name(id).to_lowercase());
        MAPS.iter().any(|map| href.contains(map))
            || href.starts_with("geo:")
            || text.split_whitespace().any(|word| matches!(word, "directions" | "map"))
    });
    if !leads {
        checks.fail("map-missing", Spot::page(page), "", "a map, or a link to directions");
    }
}
