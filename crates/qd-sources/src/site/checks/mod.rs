//! The catalogue of checks: each has an id, a severity and hours, and a rule file of the same name.
//!
//! A check that found nothing is said to have passed, one whose facts are absent tells nothing.
//! Exact rules stand beside the code; what they are for, in `catalog/rules/site`.

mod access;
mod business;
mod head;
mod indexing;
mod links;
mod markup;
mod selling;

use std::collections::BTreeMap;

use super::dom::NodeId;
use super::model::Site;
use super::page::Page;

/// How many places of one page a check names.
const MAX_PLACES: usize = 200;

/// A check as the catalogue lists it.
pub(in crate::site) struct Check {
    pub(in crate::site) id: &'static str,
    pub(in crate::site) severity: &'static str,
    /// Hours to mend a page, in hundredths.
    pub(in crate::site) centihours: i64,
    /// Claims that the hours are those of each place, not of the page.
    pub(in crate::site) is_each: bool,
}

const fn check(id: &'static str, severity: &'static str, centihours: i64) -> Check {
    Check { id, severity, centihours, is_each: false }
}

/// All checks that the reader makes, in the order of the catalogue.
pub(in crate::site) static ALL: [Check; 49] = [
    check("index-blocked", "critical", 10),
    check("robots-blocks", "critical", 10),
    check("robots-invalid", "high", 20),
    check("sitemap-missing", "medium", 50),
    check("sitemap-stale", "high", 30),
    check("canonical-missing", "medium", 20),
    check("canonical-bad", "high", 20),
    check("link-broken", "high", 20),
    check("link-insecure", "high", 20),
    check("page-orphan", "medium", 30),
    check("anchor-dead", "high", 30),
    check("link-text-vague", "medium", 20),
    check("title-missing", "high", 20),
    check("title-weak", "medium", 20),
    check("title-no-place", "medium", 20),
    check("description-missing", "medium", 20),
    check("description-weak", "low", 20),
    check("h1-count", "medium", 20),
    check("heading-jump", "low", 20),
    check("lang-missing", "high", 10),
    check("viewport-locked", "high", 10),
    Check { id: "img-alt", severity: "high", centihours: 10, is_each: true },
    check("img-size", "medium", 10),
    check("img-heavy", "medium", 30),
    check("contrast-inline", "high", 20),
    check("field-unlabelled", "high", 20),
    check("control-unnamed", "high", 10),
    check("landmark-main", "low", 10),
    check("form-no-autocomplete", "low", 10),
    check("jsonld-broken", "high", 20),
    check("jsonld-none", "high", 100),
    check("jsonld-required", "high", 30),
    check("jsonld-generic", "low", 10),
    check("jsonld-geo", "medium", 10),
    check("jsonld-hours", "high", 20),
    check("jsonld-price", "low", 10),
    check("jsonld-self-review", "high", 20),
    check("jsonld-url", "medium", 10),
    check("nap-conflict", "high", 30),
    check("nap-variant", "low", 20),
    check("phone-not-link", "medium", 10),
    check("map-missing", "low", 20),
    check("area-thin", "medium", 200),
    check("cta-absent", "high", 50),
    check("cta-leaks", "high", 100),
    check("utm-missing", "medium", 10),
    check("analytics-gap", "high", 20),
    check("og-missing", "low", 20),
    check("privacy-missing", "medium", 100),
];

/// What a check says of one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(in crate::site) struct Found {
    pub(in crate::site) rule: &'static str,
    /// `fail`, `unknown` or `pass`.
    pub(in crate::site) verdict: &'static str,
    /// What is at fault: a page or a file, relative to the site's folder; `site` for the whole.
    pub(in crate::site) page: String,
    /// Relative to the portfolio's folder.
    pub(in crate::site) file: String,
    pub(in crate::site) line: Option<u32>,
    pub(in crate::site) selector: String,
    pub(in crate::site) snippet: String,
    pub(in crate::site) expected: String,
    pub(in crate::site) severity: &'static str,
    pub(in crate::site) centihours: i64,
}

/// Gathers what checks find.
pub(in crate::site) struct Checks<'s> {
    pub(in crate::site) site: &'s Site,
    /// The site's folder, relative to the portfolio's.
    folder: &'s str,
    found: Vec<Found>,
    places: BTreeMap<(&'static str, String), usize>,
}

/// Where a fault is, in a file of the site.
pub(in crate::site) struct Spot {
    pub(in crate::site) page: String,
    pub(in crate::site) file: String,
    pub(in crate::site) line: Option<u32>,
    pub(in crate::site) selector: String,
}

impl Spot {
    /// An element.
    fn element(page: &Page, id: NodeId) -> Self {
        let (path, line) = (page.path.clone(), Some(page.line(id)));
        Self { page: path, file: page.file.clone(), line, selector: page.selector(id) }
    }

    /// A line of a page.
    fn line(page: &Page, line: u32) -> Self {
        let (path, file) = (page.path.clone(), page.file.clone());
        Self { page: path, file, line: Some(line), selector: String::new() }
    }

    /// A page as a whole, at its head.
    fn page(page: &Page) -> Self {
        match page.first("head") {
            Some(id) => Self { selector: "head".into(), ..Self::element(page, id) },
            None => Self::line(page, 1),
        }
    }
}

impl<'s> Checks<'s> {
    /// Makes every check.
    pub(in crate::site) fn run(site: &'s Site, folder: &'s str) -> Vec<Found> {
        let mut checks = Self { site, folder, found: Vec::new(), places: BTreeMap::new() };
        indexing::check(&mut checks);
        links::check(&mut checks);
        head::check(&mut checks);
        access::check(&mut checks);
        markup::check(&mut checks);
        business::check(&mut checks);
        selling::check(&mut checks);
        checks.finish()
    }

    fn pages(&self) -> impl Iterator<Item = (usize, &'s Page)> + use<'s> {
        self.site.pages.iter().enumerate()
    }

    /// A fault, what stands there, and what should.
    fn fail(
        &mut self,
        rule: &'static str,
        spot: Spot,
        snippet: impl Into<String>,
        expected: impl Into<String>,
    ) {
        self.say(rule, "fail", spot, snippet.into(), expected.into());
    }

    /// A fault of an element, which is quoted.
    fn element(
        &mut self,
        rule: &'static str,
        page: &Page,
        id: NodeId,
        expected: impl Into<String>,
    ) {
        // What is not kept is not worth its selector.
        let n_places = self.places.get(&(rule, page.path.clone())).copied();
        if n_places.is_none_or(|n| n < MAX_PLACES) {
            self.fail(rule, Spot::element(page, id), page.snippet(id), expected);
        }
    }

    /// A check that the facts do not allow, and which are missing.
    fn unknown(&mut self, rule: &'static str, missing: &str) {
        let spot = self.whole();
        self.say(rule, "unknown", spot, String::new(), format!("needs the fact {missing}"));
    }

    fn whole(&self) -> Spot {
        let home = self.site.home().map(|home| self.site.pages[home].file.clone());
        let file = home.unwrap_or_else(|| self.folder.to_owned());
        Spot { page: "site".into(), file, line: None, selector: String::new() }
    }

    fn say(
        &mut self,
        rule: &'static str,
        verdict: &'static str,
        spot: Spot,
        snippet: String,
        expected: String,
    ) {
        let n_places = self.places.entry((rule, spot.page.clone())).or_default();
        *n_places += 1;
        if *n_places > MAX_PLACES {
            return;
        }
        let check = ALL.iter().find(|check| check.id == rule).expect("a check of the catalogue");
        let is_costed = verdict == "fail" && (check.is_each || *n_places == 1);
        let Spot { page, file, line, selector } = spot;
        let (severity, centihours) = (check.severity, if is_costed { check.centihours } else { 0 });
        let snippet = super::page::short(&snippet);
        self.found.push(Found {
            rule,
            verdict,
            page,
            file,
            line,
            selector,
            snippet,
            expected,
            severity,
            centihours,
        });
    }

    /// What passed is what was looked for and not found.
    fn finish(mut self) -> Vec<Found> {
        let told = self.found.iter().map(|found| found.rule).collect::<Vec<_>>();
        for check in ALL.iter().filter(|check| !told.contains(&check.id)) {
            let spot = self.whole();
            self.say(check.id, "pass", spot, String::new(), String::new());
        }
        self.found.sort_by_cached_key(|found| {
            (found.page.clone(), found.line, found.rule, found.snippet.clone())
        });
        self.found
    }
}
