//! What people who cannot see, point or read small print need: a subset of what axe tests.

use std::collections::BTreeMap;

use super::super::colours::{self, Style, contrast};
use super::super::dom::NodeId;
use super::super::page::Page;
use super::super::target::Target;
use super::{Checks, Spot};

/// How large a file a picture may be.
const MAX_PICTURE_BYTES: u64 = 300_000;
/// Words in a field's name that browsers can fill in.
const FILLED: [(&str, &str); 17] = [
    ("email", "email"),
    ("e-mail", "email"),
    ("phone", "tel"),
    ("telephone", "tel"),
    ("tel", "tel"),
    ("mobile", "tel"),
    ("name", "name"),
    ("fullname", "name"),
    ("full-name", "name"),
    ("firstname", "given-name"),
    ("first-name", "given-name"),
    ("lastname", "family-name"),
    ("last-name", "family-name"),
    ("address", "street-address"),
    ("street", "street-address"),
    ("city", "address-level2"),
    ("zip", "postal-code"),
];

pub(super) fn check(checks: &mut Checks<'_>) {
    for (place, page) in checks.pages() {
        headings(checks, page);
        pictures(checks, page);
        heavy(checks, page, place);
        contrasts(checks, page);
        controls(checks, page);
        let is_main =
            |id: &NodeId| page.tag(*id) == "main" || page.attribute(*id, "role") == Some("main");
        if !page.elements.iter().any(is_main) {
            checks.fail("landmark-main", Spot::page(page), "", "a <main> around the content");
        }
    }
}

fn headings(checks: &mut Checks<'_>, page: &Page) {
    let level = |id: NodeId| -> Option<u32> {
        if page.attribute(id, "role") == Some("heading") {
            return page.attribute(id, "aria-level").map_or(Some(2), |level| level.parse().ok());
        }
        let level = page.tag(id).strip_prefix('h')?.parse().ok()?;
        (1..=6).contains(&level).then_some(level)
    };
    let outline = page.elements.iter().copied().filter(|id| !page.is_hidden(*id));
    let outline = outline.filter_map(|id| Some((id, level(id)?))).collect::<Vec<_>>();
    let tops = outline.iter().filter(|(_, level)| *level == 1).collect::<Vec<_>>();
    match tops[..] {
        [_] => {}
        [] => checks.fail("h1-count", Spot::page(page), "", "one h1, found 0"),
        [_, (second, _), ..] => {
            checks.element("h1-count", page, *second, format!("one h1, found {}", tops.len()));
        }
    }
    for pair in outline.windows(2) {
        let ((_, before), (id, level)) = (pair[0], pair[1]);
        if level > before + 1 {
            checks.element("heading-jump", page, id, format!("h{} after h{before}", before + 1));
        }
    }
}

fn pictures(checks: &mut Checks<'_>, page: &Page) {
    for id in page.tagged(&["img"]).filter(|id| !page.is_hidden(*id)) {
        let is_decorative = matches!(page.attribute(id, "role"), Some("presentation" | "none"));
        let is_named = ["aria-label", "aria-labelledby", "title"]
            .iter()
            .any(|name| page.says(id, name).is_some());
        let has_alt =
            page.attribute(id, "alt").is_some_and(|alt| alt.is_empty() || !alt.trim().is_empty());
        if !has_alt && !is_decorative && !is_named {
            checks.element(
                "img-alt",
                page,
                id,
                "alt=\"what it shows\"; alt=\"\" if it only decorates",
            );
        }
        let style = page.attribute(id, "style").unwrap_or_default();
        let has = |name: &str| page.says(id, name).is_some() || style.contains(name);
        if !(has("width") && has("height")) {
            checks.element("img-size", page, id, "width and height");
        }
    }
}

fn heavy(checks: &mut Checks<'_>, page: &Page, place: usize) {
    let site = checks.site;
    for link in &site.links[place] {
        let Target::Own { path, .. } = &link.target else { continue };
        if page.tag(link.id) != "img" || link.attribute != "src" {
            continue;
        }
        let Some(asset) = site.assets.get(path.trim_start_matches('/')) else { continue };
        let shown =
            |name: &str| page.says(link.id, name)?.trim_end_matches("px").parse::<usize>().ok();
        let ratio = asset.pixels.zip(shown("width").filter(|width| *width > 0));
        let is_large = ratio.is_some_and(|((width, _), shown)| width > 2 * shown);
        if asset.n_bytes > MAX_PICTURE_BYTES {
            let expected = format!("at most 300 KB, found {} KB", asset.n_bytes / 1000);
            checks.element("img-heavy", page, link.id, expected);
        } else if is_large {
            let width = asset.pixels.map_or(0, |(width, _)| width);
            let expected = format!("at most twice the shown width, found {width} pixels");
            checks.element("img-heavy", page, link.id, expected);
        }
    }
}

fn contrasts(checks: &mut Checks<'_>, page: &Page) {
    const LARGE_PX: f64 = 24.0;
    const LARGE_BOLD_PX: f64 = 18.66;
    let sheets = page.tagged(&["style"]).map(|id| {
        let texts = page.node(id).children.iter().map(|child| page.words(*child));
        texts.collect::<String>()
    });
    let classes = colours::classes(&sheets.collect::<Vec<_>>().join("\n"));
    let styled = page.elements.iter().map(|id| (*id, style_of(page, *id, &classes)));
    let styles = styled.filter(|(_, style)| *style != Style::default()).collect::<BTreeMap<_, _>>();
    for id in page.elements.iter().copied() {
        let has_words =
            page.node(id).children.iter().any(|child| !page.words(*child).trim().is_empty());
        if !has_words || page.is_hidden(id) {
            continue;
        }
        let Some(own) = styles.get(&id) else { continue };
        let (Some(text), false) = (own.text, own.is_unclear) else { continue };
        let Some(behind) = background(page, id, &styles) else { continue };
        let (size, is_bold) = match page.tag(id) {
            "h1" => (32.0, true),
            "h2" => (24.0, true),
            "h3" => (18.72, true),
            "b" | "strong" | "th" => (16.0, true),
            _ => (16.0, false),
        };
        let (size, is_bold) = (own.size.unwrap_or(size), own.is_bold.unwrap_or(is_bold));
        let is_large = size >= LARGE_PX || (is_bold && size >= LARGE_BOLD_PX);
        let (ratio, least) = (contrast(text, behind), if is_large { 3.0 } else { 4.5 });
        if ratio < least {
            // Cut, not rounded: 4.499 must not read as 4.5.
            let shown = (ratio * 100.0).floor() / 100.0;
            checks.element("contrast-inline", page, id, format!("{least}:1, found {shown}:1"));
        }
    }
}

fn style_of(page: &Page, id: NodeId, classes: &BTreeMap<String, Style>) -> Style {
    let names = page.attribute(id, "class").unwrap_or_default().split_whitespace();
    let known = names.filter_map(|name| classes.get(name)).collect::<Vec<_>>();
    let own = colours::declarations(page.attribute(id, "style").unwrap_or_default());
    match known[..] {
        [] => own,
        [class] => class.with(&own),
        // Which of several classes wins hangs on the cascade.
        _ => Style { is_unclear: true, ..own },
    }
}

/// The nearest declared background; none where something unclear lies between.
fn background(
    page: &Page,
    id: NodeId,
    styles: &BTreeMap<NodeId, Style>,
) -> Option<colours::Colour> {
    for style in page.around(id).filter_map(|outer| styles.get(&outer)) {
        if style.background.is_some() || style.is_unclear {
            return style.background.filter(|_| !style.is_unclear);
        }
    }
    None
}

fn controls(checks: &mut Checks<'_>, page: &Page) {
    for id in page.elements.iter().copied() {
        let kind = page.attribute(id, "type").unwrap_or("text").to_ascii_lowercase();
        match page.tag(id) {
            "input" if matches!(kind.as_str(), "submit" | "reset" | "hidden") => {}
            "input" if kind == "button" || kind == "image" => {
                let name = if kind == "image" { "alt" } else { "value" };
                let is_named = [name, "aria-label", "aria-labelledby", "title"];
                if !is_named.iter().any(|name| page.says(id, name).is_some()) {
                    checks.element("control-unnamed", page, id, format!("a {name}"));
                }
            }
            "input" | "select" | "textarea" if !page.is_hidden(id) => {
                field(checks, page, id, &kind);
            }
            "button" | "a" => {
                let is_link = page.tag(id) == "a" && page.attribute(id, "href").is_none();
                if !is_link && !page.is_hidden(id) && page.name(id).is_empty() {
                    checks.element("control-unnamed", page, id, "a text that says what it does");
                }
            }
            _ => {}
        }
    }
}

fn field(checks: &mut Checks<'_>, page: &Page, id: NodeId, kind: &str) {
    let named = ["aria-label", "aria-labelledby", "title"];
    let is_labelled =
        named.iter().any(|name| page.says(id, name).is_some()) || page.is_labelled(id);
    if !is_labelled {
        checks.element("field-unlabelled", page, id, "a <label for> of its own");
    }
    let name = page.says(id, "name").or(page.says(id, "id")).unwrap_or_default().to_lowercase();
    let token = match kind {
        "email" => Some("email"),
        "tel" => Some("tel"),
        "text" => {
            FILLED.iter().find(|(word, _)| *word == name.replace('_', "-")).map(|(_, token)| *token)
        }
        _ => None,
    };
    if let Some(token) = token.filter(|_| page.says(id, "autocomplete").is_none()) {
        checks.element("form-no-autocomplete", page, id, format!("autocomplete=\"{token}\""));
    }
}
