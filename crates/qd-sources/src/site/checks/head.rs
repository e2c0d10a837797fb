//! The head of a page: title, description, language, view port, previews.

use std::collections::BTreeMap;

use super::super::page::Page;
use super::{Checks, Spot};

const GENERIC: [&str; 12] = [
    "home",
    "home page",
    "homepage",
    "index",
    "untitled",
    "untitled document",
    "untitled page",
    "welcome",
    "new page",
    "default",
    "page",
    "document",
];
/// ISO 639-1, and the codes of three letters that pages use.
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch \
    co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he \
    hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv \
    kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny \
    oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su \
    sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

pub(super) fn check(checks: &mut Checks<'_>) {
    titles(checks);
    descriptions(checks);
    for (_, page) in checks.pages() {
        language(checks, page);
        viewport(checks, page);
        let lacks = ["og:title", "og:image", "og:url"].into_iter();
        let lacks = lacks.filter(|name| page.meta(name).is_none_or(|(_, text)| text.is_empty()));
        let lacks = lacks.collect::<Vec<_>>().join(", ");
        if !lacks.is_empty() {
            checks.fail("og-missing", Spot::page(page), "", format!("{lacks} in the head"));
        }
    }
}

fn titles(checks: &mut Checks<'_>) {
    const SHORTEST: usize = 15;
    const LONGEST: usize = 60;
    let site = checks.site;
    let mut pages_of = BTreeMap::<String, Vec<&str>>::new();
    for (_, page) in checks.pages() {
        if let Some((_, title)) = page.title() {
            pages_of.entry(title.to_lowercase()).or_default().push(&page.path);
        }
    }
    for (_, page) in checks.pages() {
        let (id, title) = match page.title() {
            Some((id, title)) if !title.is_empty() => (id, title),
            Some((id, _)) => {
                checks.element("title-missing", page, id, "a title with words");
                continue;
            }
            None => {
                checks.fail("title-missing", Spot::page(page), "", "a <title> in the head");
                continue;
            }
        };
        let n_chars = title.chars().count();
        let others = pages_of.get(&title.to_lowercase()).map_or(1, Vec::len);
        let expected = if GENERIC.contains(&title.to_lowercase().as_str()) {
            "service, place and brand".to_owned()
        } else if others > 1 {
            format!("a title of its own: {others} pages share it")
        } else if !(SHORTEST..=LONGEST).contains(&n_chars) {
            format!("{SHORTEST} to {LONGEST} characters, found {n_chars}")
        } else {
            continue;
        };
        checks.element("title-weak", page, id, expected);
    }
    let Some(facts) = site
        .facts
        .as_ref()
        .filter(|facts| !facts.service_area.is_empty() && facts.service.is_some())
    else {
        return checks.unknown("title-no-place", "service_area, pages.service");
    };
    for (_, page) in checks.pages().filter(|(_, page)| site.is_money(page)) {
        let title = page.title().map(|(_, title)| title).unwrap_or_default();
        let heading = page.first("h1").map(|id| page.text(id)).unwrap_or_default();
        let both = format!("{title} | {heading}");
        let names = both.to_lowercase();
        if !facts.service_area.iter().any(|place| names.contains(&place.to_lowercase())) {
            let spot =
                page.title().map_or_else(|| Spot::page(page), |(id, _)| Spot::element(page, id));
            let expected = format!("one of: {}", facts.service_area.join(", "));
            checks.fail("title-no-place", spot, both, expected);
        }
    }
}

fn descriptions(checks: &mut Checks<'_>) {
    const SHORTEST: usize = 70;
    const LONGEST: usize = 160;
    let mut pages_of = BTreeMap::<String, usize>::new();
    for (_, page) in checks.pages() {
        if let Some((_, text)) = page.meta("description") {
            *pages_of.entry(text.to_lowercase()).or_default() += 1;
        }
    }
    for (_, page) in checks.pages() {
        match page.meta("description") {
            None => {
                let expected = "a <meta name=\"description\">";
                checks.fail("description-missing", Spot::page(page), "", expected);
            }
            Some((id, "")) => {
                checks.element("description-missing", page, id, "a description with words");
            }
            Some((id, text)) => {
                let (n_chars, n_pages) = (text.chars().count(), pages_of[&text.to_lowercase()]);
                if n_pages > 1 {
                    let expected = format!("a description of its own: {n_pages} pages share it");
                    checks.element("description-weak", page, id, expected);
                } else if !(SHORTEST..=LONGEST).contains(&n_chars) {
                    let expected = format!("{SHORTEST} to {LONGEST} characters, found {n_chars}");
                    checks.element("description-weak", page, id, expected);
                }
            }
        }
    }
}

fn language(checks: &mut Checks<'_>, page: &Page) {
    let Some(id) = page.first("html") else { return };
    let found = page.attribute(id, "lang").unwrap_or_default().trim();
    if !is_language(found) {
        checks.element("lang-missing", page, id, "lang=\"en\", or the page's language");
    }
}

/// Claims that a tag names a language: a known code of two letters, or one of three.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_known = match first.len() {
        2 => LANGUAGES.split_whitespace().any(|known| known == first),
        3 => first.bytes().all(|byte| byte.is_ascii_lowercase()),
        _ => false,
    };
    is_known
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

fn viewport(checks: &mut Checks<'_>, page: &Page) {
    const LEAST_SCALE: f64 = 5.0;
    let expected = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
    let Some((id, content)) = page.meta("viewport") else {
        return checks.fail("viewport-locked", Spot::page(page), "", expected);
    };
    let is_locked = content.to_ascii_lowercase().split([',', ';']).any(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (key.trim(), value.trim()) {
            ("user-scalable", value) => matches!(value, "no" | "0"),
            ("maximum-scale", value) => value.parse::<f64>().is_ok_and(|scale| {
                // A negative scale is no scale.
                (0.0..LEAST_SCALE).contains(&scale)
            }),
            _ => false,
        }
    });
    if is_locked {
        checks.element("viewport-locked", page, id, expected);
    }
}
