//! One metric file: a header, and a SELECT or expressions.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::{
    Better, Diagnostic, Display, MetricId, MetricInfo, MetricKind, OperatingModel, Role, Unit,
};

use super::CatalogFile;
use super::header::{Header, cut, problem};
use super::select::Select;
use crate::expression::Expression;

/// A metric with everything that its evaluation needs.
#[derive(Clone, Debug)]
pub(crate) struct Metric {
    pub(crate) info: MetricInfo,
    pub(crate) body: Body,
    pub(crate) needs: Vec<String>,
    /// Parameters that the SELECT reads; a trailing `*` stands for any ending.
    pub(crate) parameters: Vec<String>,
    /// Claims that nothing can be said where the chart of accounts does not tell what is cash.
    pub(crate) needs_cash_account: bool,
    pub(crate) is_over_scope: bool,
    pub(crate) is_future: bool,
    /// Rows of a stock keep the rate of their own day: equity at historical rates.
    pub(crate) keeps_rate: bool,
    pub(crate) sums_at_root: bool,
    pub(crate) min_n: Option<u64>,
    pub(crate) has_interval: bool,
    /// Inputs that must be above zero, with what to say if they are not.
    pub(crate) positive: Vec<(MetricId, String)>,
    pub(crate) text: String,
    pub(crate) file: String,
}

/// How the value comes about.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// Rows summed within a period (`flow`) or to its end (`stock`).
    Rows(Select),
    /// Measures as SQL gives them, after the metrics that it reads.
    Query(Select),
    /// Numerator over denominator.
    Ratio(Expression, Expression),
    /// An expression.
    Derived(Expression),
}

impl Metric {
    /// The SELECT, if it has one.
    pub(crate) fn select(&self) -> Option<&Select> {
        match &self.body {
            Body::Rows(select) | Body::Query(select) => Some(select),
            Body::Ratio(..) | Body::Derived(_) => None,
        }
    }

    pub(crate) fn select_mut(&mut self) -> Option<&mut Select> {
        match &mut self.body {
            Body::Rows(select) | Body::Query(select) => Some(select),
            Body::Ratio(..) | Body::Derived(_) => None,
        }
    }

    /// Claims that it applies to entities of this model.
    pub(crate) fn applies_to(&self, model: OperatingModel) -> bool {
        self.info.models.is_empty() || self.info.models.contains(&model)
    }
}

const KINDS: [(&str, MetricKind); 5] = [
    ("flow", MetricKind::Flow),
    ("stock", MetricKind::Stock),
    ("ratio", MetricKind::Ratio),
    ("derived", MetricKind::Derived),
    ("query", MetricKind::Query),
];

/// Reads every metric file.
pub(super) fn read_all(
    files: &BTreeMap<MetricId, CatalogFile>,
    errors: &mut Vec<Diagnostic>,
) -> BTreeMap<MetricId, Metric> {
    let read = |(id, file): (&MetricId, &CatalogFile)| Some((id.clone(), read(id, file, errors)?));
    files.iter().filter_map(read).collect()
}

fn read(id: &MetricId, file: &CatalogFile, errors: &mut Vec<Diagnostic>) -> Option<Metric> {
    let place = file.place();
    let parts = match cut(&file.text) {
        Ok(parts) => parts,
        Err(message) => {
            errors.push(problem("catalog-header", qd_model::Evidence::line(place, 1), message));
            return None;
        }
    };
    let mut header = Header::parse(&place, parts.header, errors)?;
    let kind = header.word("kind", &KINDS, true);
    let mut info = info(id, file, kind.unwrap_or(MetricKind::Derived), &mut header);
    let min_n = header.count("min_n");
    let is_sql = matches!(kind, Some(MetricKind::Flow | MetricKind::Stock | MetricKind::Query));
    let is_query = kind == Some(MetricKind::Query);
    let (needs, parameters) = match is_sql {
        true => (header.list("needs"), header.list("parameters")),
        false => (Vec::new(), Vec::new()),
    };
    let needs_cash_account = is_sql && header.flag("needs_cash_account");
    let is_over_scope = is_sql && read_over(&mut header);
    let is_future = is_sql && !is_query && header.flag("future");
    let rates = [("date", true), ("close", false)];
    let keeps_rate =
        kind == Some(MetricKind::Stock) && header.word("rate", &rates, false).unwrap_or(false);
    if is_query {
        info.inputs = metric_ids(&mut header, "reads");
    }
    let sums_at_root =
        is_query && header.word("root", &[("sum", true), ("none", false)], false).unwrap_or(false);
    let expressions = match kind {
        Some(MetricKind::Ratio) => {
            let numerator = expression(&mut header, "numerator");
            numerator.zip(expression(&mut header, "denominator")).map(|(n, d)| Body::Ratio(n, d))
        }
        Some(MetricKind::Derived) => expression(&mut header, "expression").map(Body::Derived),
        _ => None,
    };
    let is_computed = matches!(kind, Some(MetricKind::Ratio | MetricKind::Derived));
    let positive = if is_computed { read_positive(&mut header) } else { Vec::new() };
    let has_interval = kind == Some(MetricKind::Ratio)
        && header.word("interval", &[("wilson", true)], false).unwrap_or(false);
    if kind.is_some() {
        header.finish();
    }
    let body = match kind? {
        MetricKind::Flow | MetricKind::Stock => Body::Rows(Select::parse(file, &parts, errors)?),
        MetricKind::Query => Body::Query(Select::parse(file, &parts, errors)?),
        MetricKind::Ratio | MetricKind::Derived => {
            if !parts.sql.trim().is_empty() {
                let at = qd_model::Evidence::line(place.as_str(), parts.sql_line);
                let message = "a `ratio` or `derived` file is a header alone";
                errors.push(problem("catalog-sql", at, message));
            }
            expressions?
        }
    };
    match &body {
        Body::Ratio(numerator, denominator) => {
            info.inputs = numerator.metrics();
            let more = denominator.metrics();
            info.inputs.extend(more.into_iter().filter(|id| !numerator.metrics().contains(id)));
        }
        Body::Derived(expression) => info.inputs = expression.metrics(),
        Body::Rows(_) | Body::Query(_) => {}
    }
    let text = file.text.clone();
    Some(Metric {
        info,
        body,
        needs,
        parameters,
        needs_cash_account,
        is_over_scope,
        is_future,
        keeps_rate,
        sums_at_root,
        min_n,
        has_interval,
        positive,
        text,
        file: place,
    })
}

fn info(
    id: &MetricId,
    file: &CatalogFile,
    kind: MetricKind,
    header: &mut Header<'_>,
) -> MetricInfo {
    let better = [("up", Better::Up), ("down", Better::Down), ("none", Better::None)];
    let display = [("magnitude", Display::Magnitude), ("exact", Display::Exact)];
    let dimensions = header.list("dimensions");
    for dimension in &dimensions {
        if MetricId::new(dimension.as_str()).is_err() {
            header.wrong("dimensions", format!("names columns in snake case: {dimension}"), None);
        }
    }
    header.text("grain");
    MetricInfo {
        id: id.clone(),
        title: header.required("title"),
        kind,
        unit: Unit::parse(&header.required("unit")),
        better: header.word("better", &better, false).unwrap_or_default(),
        display: header.word("display", &display, false).unwrap_or_default(),
        dimensions,
        models: read_models(header),
        roles: read_roles(header),
        formula: header.required("formula"),
        why: header.required("why"),
        source: header.required("source"),
        inputs: Vec::new(),
        defined_in: defined_in(file),
    }
}

/// Where a thing is defined, for people.
pub(super) fn defined_in(file: &CatalogFile) -> String {
    format!("{} ({})", file.path, file.layer)
}

/// The operating models of a header.
pub(super) fn read_models(header: &mut Header<'_>) -> Vec<OperatingModel> {
    let mut models = Vec::new();
    for word in header.list("models") {
        match OperatingModel::parse(&word) {
            Some(model) => models.push(model),
            None => {
                let known = OperatingModel::ALL.map(OperatingModel::as_str);
                let help = super::did_you_mean(&word, known);
                let help = help.or_else(|| Some(format!("the models are {}", known.join(", "))));
                header.wrong("models", format!("has no operating model: {word}"), help);
            }
        }
    }
    models
}

/// The roles of a header; there must be one.
pub(super) fn read_roles(header: &mut Header<'_>) -> BTreeSet<Role> {
    let words = header.list("roles");
    if words.is_empty() {
        let help = "name who may see it: `roles = [\"ceo\"]`".to_owned();
        header.wrong("roles", "must name at least one role".into(), Some(help));
    }
    let mut roles = BTreeSet::new();
    for word in words {
        match Role::new(word.as_str()) {
            Ok(role) => {
                roles.insert(role);
            }
            Err(error) => header.wrong("roles", error.to_string(), None),
        }
    }
    roles
}

/// Whether a SELECT runs once for each scope.
pub(super) fn read_over(header: &mut Header<'_>) -> bool {
    header.word("over", &[("scope", true), ("entity", false)], false).unwrap_or(false)
}

fn metric_ids(header: &mut Header<'_>, key: &'static str) -> Vec<MetricId> {
    let mut ids = Vec::new();
    for word in header.list(key) {
        match MetricId::new(word.as_str()) {
            Ok(id) => ids.push(id),
            Err(error) => header.wrong(key, error.to_string(), None),
        }
    }
    ids
}

fn expression(header: &mut Header<'_>, key: &'static str) -> Option<Expression> {
    let text = header.required(key);
    if text.is_empty() {
        return None;
    }
    match Expression::parse(&text) {
        Ok(expression) => Some(expression),
        Err(error) => {
            let help = "an expression knows + - * / ( ), min max abs ceil floor round_half_up, \
                 t3m t6m t12m prior prior_year total, period_end, period_days, metric ids, \
                 param.NAME and numbers";
            header.wrong(key, format!("`{text}`: {error}"), Some(help.into()));
            None
        }
    }
}

fn read_positive(header: &mut Header<'_>) -> Vec<(MetricId, String)> {
    let Some(value) = header.raw("positive") else { return Vec::new() };
    let entries = value.as_table().map(|table| {
        table.iter().map(|(name, why)| (MetricId::new(name.as_str()).ok(), why.as_str()))
    });
    let mut positive = Vec::new();
    for entry in entries.into_iter().flatten() {
        match entry {
            (Some(id), Some(why)) => positive.push((id, why.to_owned())),
            _ => header.wrong("positive", "takes { METRIC = \"why not\" }".into(), None),
        }
    }
    if !value.is_table() {
        header.wrong("positive", "takes { METRIC = \"why not\" }".into(), None);
    }
    positive
}
