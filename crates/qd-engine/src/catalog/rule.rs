//! One rule file: a header, and a SELECT of offenders or the view that holds them.

use std::collections::BTreeMap;

use qd_model::{
    Decimal, Diagnostic, Evidence, OperatingModel, Reliability, RuleId, RuleInfo, Severity,
};

use super::CatalogFile;
use super::header::{Header, cut, problem, shown};
use super::metric::{defined_in, read_models, read_over, read_roles};
use super::select::Select;

/// A rule with everything that its evaluation needs.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) info: RuleInfo,
    pub(crate) select: Select,
    pub(crate) models: Vec<OperatingModel>,
    pub(crate) needs: Vec<String>,
    /// The types of resources that it looks at; it is not even planned where none of them is.
    pub(crate) types: Vec<String>,
    pub(crate) is_over_scope: bool,
    pub(crate) text: String,
}

impl Rule {
    /// Claims that its rows depend on which entities are visible.
    pub(crate) fn is_scoped(&self) -> bool {
        self.is_over_scope || self.select.opened.contains("measure")
    }
}

/// Reads every rule file.
pub(super) fn read_all(
    files: &BTreeMap<RuleId, CatalogFile>,
    errors: &mut Vec<Diagnostic>,
) -> BTreeMap<RuleId, Rule> {
    let read = |(id, file): (&RuleId, &CatalogFile)| Some((id.clone(), read(id, file, errors)?));
    files.iter().filter_map(read).collect()
}

fn read(id: &RuleId, file: &CatalogFile, errors: &mut Vec<Diagnostic>) -> Option<Rule> {
    let place = file.place();
    let parts = match cut(&file.text) {
        Ok(parts) => parts,
        Err(message) => {
            errors.push(problem("catalog-header", Evidence::line(place, 1), message));
            return None;
        }
    };
    let mut header = Header::parse(&place, parts.header, errors)?;
    let severities = Severity::ALL.map(|severity| (severity.as_str(), severity));
    let severity = header.word("severity", &severities, true);
    let reliabilities = Reliability::ALL.map(|word| (word.as_str(), word));
    let info = RuleInfo {
        id: id.clone(),
        title: header.required("title"),
        severity: severity.unwrap_or(Severity::Info),
        reliability: header.word("reliability", &reliabilities, false),
        remedy: header.required("remedy"),
        effort_hours: number(&mut header, "effort_hours"),
        roles: read_roles(&mut header),
        references: header.list("references"),
        defined_in: defined_in(file),
        n_pass: 0,
    };
    let (models, needs) = (read_models(&mut header), header.list("needs"));
    let types = header.list("types");
    // Declared for readers of the catalog; a finding has no basis that could travel.
    header.list("parameters");
    header.text("why");
    header.text("source");
    header.list("constants");
    let is_over_scope = read_over(&mut header);
    let view = header.text("view");
    header.finish();
    let select = match view {
        Some(view) => Select::of_view(file, &parts, &view, errors)?,
        None => Select::parse(file, &parts, errors)?,
    };
    if let Some(unread) = types.iter().find(|kind| !select.text.contains(&format!("'{kind}'"))) {
        let message = format!("`types` names what the SELECT does not look for: {unread}");
        errors.push(select.problem(message));
    }
    let text = file.text.clone();
    Some(Rule { info, select, models, needs, types, is_over_scope, text })
}

fn number(header: &mut Header<'_>, key: &'static str) -> Option<Decimal> {
    let value = header.raw(key)?;
    let parsed = shown(&value).parse().ok();
    if parsed.is_none() {
        header.wrong(key, format!("takes a number, found: {}", shown(&value)), None);
    }
    parsed
}
