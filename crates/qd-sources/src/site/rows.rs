//! The rows of a site: pages, elements and what the checks found, with nothing secret in them.

use qd_facts::{Facts, Row, SecretSink, SourceSpec};
use qd_model::{Decimal, Evidence, Level};

use super::checks::Found;
use super::model::Site;
use super::page::{Page, short, squeeze};
use crate::mask::mask_all;
use crate::problems::Problems;

/// How many elements of a site become rows.
const MAX_ELEMENTS: usize = 200_000;
/// How many characters of an element's attributes, and of its own text, a row holds.
const MAX_CELL: usize = 1_000;

/// Adds the rows of a site.
pub(super) fn push(
    site: &Site,
    checked: &[Found],
    spec: &SourceSpec,
    secrets: &dyn SecretSink,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let mut n_left = MAX_ELEMENTS;
    for (place, page) in site.pages.iter().enumerate() {
        let row = page_row(site, place, page, secrets);
        let whole = Evidence::place(&page.file);
        problems.push(facts, &spec.entity, &whole, &row);
        if page.elements.len() > n_left {
            let message =
                format!("more elements than {MAX_ELEMENTS}: this page has no rows of them");
            let help = "rules over `page_element` do not see it; the checks do";
            problems.report(Level::Warning, "too-many-elements", whole, message, help);
            continue;
        }
        n_left -= page.elements.len();
        elements(page, spec, secrets, facts, problems);
    }
    let texts = checked.iter().flat_map(|found| {
        [found.snippet.as_str(), found.expected.as_str(), found.selector.as_str()]
    });
    let texts = mask_all(secrets, &texts.collect::<Vec<_>>());
    for (found, texts) in checked.iter().zip(texts.chunks(3)) {
        let place = match found.line {
            Some(line) => Evidence::line(&found.file, line),
            None => Evidence::place(&found.file),
        };
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let row = Row::of("page_check")
            .set("page", found.page.as_str())
            .set("rule", found.rule)
            .set("verdict", found.verdict)
            .set("selector", filled(&texts[2]))
            .set("snippet", filled(&texts[0]))
            .set("expected", filled(&texts[1]))
            .set("severity", found.severity)
            .set("hours", Decimal::new(found.centihours.into(), 2));
        problems.push(facts, &spec.entity, &place, &row);
    }
}

fn page_row(site: &Site, place: usize, page: &Page, secrets: &dyn SecretSink) -> Row {
    let masked = |text: String| (!text.is_empty()).then(|| secrets.mask(&short(&text)));
    let canonical = page.related("canonical").next();
    let canonical = canonical.and_then(|id| page.attribute(id, "href")).unwrap_or_default();
    let heading = page.first("h1").map(|id| page.text(id)).unwrap_or_default();
    let description = page.meta("description").map(|(_, text)| text.to_owned());
    let language = page.first("html").and_then(|id| page.says(id, "lang"));
    let n_words = page.texts.iter().map(|id| page.words(*id).split_whitespace().count());
    let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    Row::of("page")
        .set("page", page.path.as_str())
        .set("url", site.address(page))
        .set("title", masked(page.title().map(|(_, title)| title).unwrap_or_default()))
        .set("description", masked(description.unwrap_or_default()))
        .set("heading", masked(heading))
        .set("language", language.map(str::to_owned))
        .set("canonical", masked(canonical.to_owned()))
        .set("is_indexable", page.noindex().is_none())
        .set("is_listed", site.listed.contains(&place))
        .set("is_service", site.is_money(page))
        .set("n_inbound", whole(site.n_inbound[place]))
        .set("n_words", whole(n_words.sum()))
        .set("n_bytes", i64::try_from(page.n_bytes).unwrap_or(i64::MAX))
}

fn elements(
    page: &Page,
    spec: &SourceSpec,
    secrets: &dyn SecretSink,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) {
    let mut texts = Vec::with_capacity(page.elements.len() * 3);
    for id in page.elements.iter().copied() {
        let mut attributes = String::new();
        for (name, value) in page.attributes(id) {
            if attributes.len() > MAX_CELL {
                break;
            }
            let value = value.chars().take(MAX_CELL).collect::<String>().replace('"', "&quot;");
            attributes.push_str(&format!(" {name}=\"{}\"", squeeze(&value)));
        }
        let is_text = !matches!(page.tag(id), "script" | "style");
        let own = page.node(id).children.iter().filter(|_| is_text);
        let own = own.map(|child| page.words(*child)).collect::<Vec<_>>().join(" ");
        texts.push(page.selector(id));
        texts.push(attributes);
        texts.push(squeeze(&own).chars().take(MAX_CELL).collect());
    }
    let texts = mask_all(secrets, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    for (id, texts) in page.elements.iter().copied().zip(texts.chunks(3)) {
        let place = Evidence::line(&page.file, page.line(id));
        let row = Row::of("page_element")
            .set("page", page.path.as_str())
            .set("selector", texts[0].as_str())
            .set("tag", page.tag(id))
            .set("attributes", texts[1].as_str())
            .set("text", (!texts[2].is_empty()).then(|| texts[2].clone()));
        problems.push(facts, &spec.entity, &place, &row);
    }
}
