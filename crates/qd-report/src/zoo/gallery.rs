//! Every component as a small document, for `docs/gallery.md`: what it is for, how it is written,
//! and the report that it makes.

use qd_model::report::Report;

use super::{evaluation, root};
use crate::{DocumentContext, Template, assemble};

/// A component that a template may ask for.
#[derive(Debug)]
pub struct Exhibit {
    /// The name of its files.
    pub name: &'static str,
    /// What it is for.
    pub what: &'static str,
    /// How it is written in a template.
    pub source: &'static str,
    /// The document that it makes.
    pub report: Report,
}

/// What each is for, and how it is written.
const SOURCES: [(&str, &str, &str); 14] = [
    (
        "kpis",
        "Key figures: value, bullet against the plan, changes, thirteen periods.",
        "```kpis\nmetrics = [\"cash\", \"net_burn\", \"runway\", \"revenue\", { metric = \"margin\", label = \"Margin\" }]\n```",
    ),
    (
        "columns",
        "A chart of time: columns, with changes as pins above.",
        "```chart\ntitle = \"Cash at month end\"\nmetric = \"cash\"\nkind = \"column\"\ndelta = \"prior\"\n```",
    ),
    (
        "bridge",
        "A bridge: from one period to the next, a step a venture.",
        "```chart\ntitle = \"Revenue, August to September\"\nmetric = \"revenue\"\nkind = \"bridge\"\n```",
    ),
    (
        "bars",
        "A chart of structure: bars or, where values are intervals, whiskers.",
        "```chart\ntitle = \"Direct leads; Viator waits\"\nmetric = \"booking_rate\"\nkind = \"bar\"\nby = \"channel\"\n```",
    ),
    (
        "multiples",
        "Small multiples: a panel a venture, all on one scale.",
        "```chart\ntitle = \"Revenue by venture\"\nmetric = \"revenue\"\nkind = \"multiples\"\n```",
    ),
    (
        "statement",
        "A statement: metrics by periods.",
        "```statement\nperiods = [\"period\", \"prior\", \"plan\", \"prior_year\"]\nrows = [{ metric = \"revenue\" }, { metric = \"variable_cost\", style = \"sub\" }, { metric = \"contribution\", style = \"total\" }]\n```",
    ),
    (
        "ventures",
        "A statement: ventures by metrics.",
        "```statement\ncolumns = \"metrics\"\nrows = [\"revenue\", \"variable_cost\", { metric = \"contribution\", style = \"total\" }]\n```",
    ),
    ("table", "The rows of a view.", "```table\nview = \"rent_roll\"\ndrop = [\"renewal\"]\n```"),
    (
        "findings",
        "What rules found, worst first.",
        "```findings\nseverity = \"medium\"\nlimit = 8\n```",
    ),
    (
        "checks",
        "Every check, the quiet ones too.",
        "```checks\nrules = [\"unbilled-contract\", \"lease-ends-soon\", \"missing-backup\"]\n```",
    ),
    ("actions", "What could be done.", "```actions\nlimit = 7\n```"),
    ("claims", "What people said, and what the sources say.", "```claims\nlimit = 10\n```"),
    ("gaps", "What is missing, and whose it is.", "```gaps\nlimit = 12\n```"),
    (
        "prose",
        "Prose, a list, a table of figures, a note.",
        "{{ cash }} on hand lasts **{{ runway }}**, down from {{ m(\"cash\", period=\"prior\") }}.\n\n- Critical findings: {{ findings(severity=\"critical\") }}.\n- One charter nets {{ net_per_charter }}.\n\n| What | Value | Change |\n|---|---:|---:|\n| Margin | {{ margin }} | {{ change(\"margin\") }} |\n\n```note\ntext = \"Amounts are in US dollars.\"\n```",
    ),
];

/// The exhibits in the order of the page.
pub fn exhibits() -> Vec<Exhibit> {
    let evaluation = evaluation();
    let exhibits = SOURCES.map(|(name, what, source)| {
        let front =
            "+++\ntitle = \"Gallery\"\nrole = \"cfo\"\n[[message]]\ntext = \"MESSAGE\"\n+++\n";
        let text = format!("{}{source}\n", front.replace("MESSAGE", what));
        let template = Template::parse("reports/gallery.md", &text);
        let template = template.unwrap_or_else(|mistakes| {
            panic!(
                "{name}: {}",
                mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
            )
        });
        let context = DocumentContext::default();
        let report = assemble(&template, &evaluation, &root(), &context);
        Exhibit { name, what, source, report }
    });
    exhibits.into()
}
