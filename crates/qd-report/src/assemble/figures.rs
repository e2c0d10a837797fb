//! Makes figures out of measures, cells and comparisons, each once per place it stands in.

use std::collections::{BTreeMap, BTreeSet};

use qd_model::report::{Figure, FigureIndex, FigureRef, Form, Place};
use qd_model::{
    Basis, Better, Decimal, Display, EntityKey, Evaluation, Evidence, EvidenceRows, FigureId,
    Measure, MeasureKey, MetricId, MetricInfo, MetricKind, Month, Period, Reason, Role, Scenario,
    TraceRow, Unit, Value,
};

use super::DocumentContext;
use crate::format::relative_change;
use crate::template::Target;

/// Rows kept beside a figure that is made here; the count is always whole.
const MAX_EVIDENCE: usize = 20;

/// A document in the making.
pub(crate) struct Builder<'a> {
    pub(crate) evaluation: &'a Evaluation,
    pub(crate) role: &'a Role,
    pub(crate) subject: &'a EntityKey,
    pub(crate) period: Period,
    pub(crate) ctx: &'a DocumentContext,
    pub(crate) used: BTreeSet<MetricId>,
    /// Of these, the ones of the strips of key figures.
    pub(crate) key_metrics: BTreeSet<MetricId>,
    /// Claims that the next block stands directly below a heading.
    pub(crate) is_below_heading: bool,
    figures: Vec<Figure>,
    seen: BTreeMap<(FigureRef, Place), FigureIndex>,
}

/// A number of a list, a claim or a finding, before it is a figure.
pub(crate) struct CellFigure {
    pub(crate) place: String,
    pub(crate) label: String,
    pub(crate) value: Value,
    pub(crate) unit: Unit,
    pub(crate) commodity: Option<String>,
    pub(crate) is_exact: bool,
    pub(crate) evidence: Vec<Evidence>,
}

/// What a measure is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Base {
    Prior,
    PriorYear,
    Plan,
}

impl Base {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Prior => "prior",
            Self::PriorYear => "prior_year",
            Self::Plan => "plan",
        }
    }

    pub(crate) fn parse(word: &str) -> Option<Self> {
        [Self::Prior, Self::PriorYear, Self::Plan].into_iter().find(|base| base.as_str() == word)
    }
}

impl<'a> Builder<'a> {
    pub(super) fn new(
        evaluation: &'a Evaluation,
        role: &'a Role,
        subject: &'a EntityKey,
        period: Period,
        ctx: &'a DocumentContext,
    ) -> Self {
        Self {
            evaluation,
            role,
            subject,
            period,
            ctx,
            used: BTreeSet::new(),
            key_metrics: BTreeSet::new(),
            is_below_heading: false,
            figures: Vec::new(),
            seen: BTreeMap::new(),
        }
    }

    pub(super) fn into_figures(self) -> Vec<Figure> {
        self.figures
    }

    pub(crate) fn figure(&self, index: FigureIndex) -> &Figure {
        &self.figures[index.0]
    }

    /// The metric's header.
    pub(crate) fn metric(&self, id: &MetricId) -> Option<&'a MetricInfo> {
        self.evaluation.metrics.get(id)
    }

    /// The metric's name for people.
    pub(crate) fn metric_title(&self, id: &MetricId) -> String {
        self.metric(id).map_or_else(|| id.to_string(), |metric| metric.title.clone())
    }

    /// The measure that a target names in this document.
    pub(crate) fn key(&self, target: &Target) -> MeasureKey {
        let root = &self.evaluation.scope.root;
        let entity = target.entity.as_ref().and_then(|id| root.member(id).ok());
        MeasureKey {
            metric: target.metric.clone(),
            entity: entity.unwrap_or_else(|| self.subject.clone()),
            period: self.period_of(target.period.as_deref()),
            scenario: target.scenario,
            dimension: target.dimension.clone(),
        }
    }

    /// The period that a word means in this document.
    pub(crate) fn period_of(&self, word: Option<&str>) -> Period {
        let last = self.period.span(self.evaluation.calendar).1.pred_opt();
        let month = Month::of(last.unwrap_or(self.evaluation.as_of).min(self.evaluation.as_of));
        match word {
            None | Some("period") => self.period,
            Some("prior") => self.period.prior(),
            Some("prior_year") => self.period.prior_year(),
            Some("fytd") => Period::Fytd(month),
            Some("t12m") => Period::T12m(month),
            Some(key) => Period::parse(key).unwrap_or(self.period),
        }
    }

    /// The value of a measure, or why this document has none.
    pub(crate) fn value(&self, key: &MeasureKey) -> Value {
        match self.evaluation.measures.get(key) {
            Some(measure) => measure.value.clone(),
            None => Value::Missing(self.absence(key)),
        }
    }

    fn absence(&self, key: &MeasureKey) -> Reason {
        let Some(entity) = self.evaluation.entity(&key.entity) else {
            return Reason::insufficient(format!("`{}` is not in scope", key.entity.short()));
        };
        let models =
            self.metric(&key.metric).map(|metric| metric.models.as_slice()).unwrap_or_default();
        if !key.entity.is_root() && !models.is_empty() && !models.contains(&entity.model) {
            return Reason::undefined(format!("not for operating model {}", entity.model.as_str()));
        }
        match key.scenario {
            Scenario::Actual => Reason::insufficient(format!("no measure for {}", key.period)),
            other => Reason::insufficient(format!("no {} for {}", other.as_str(), key.period)),
        }
    }

    /// Makes a measure into a figure.
    pub(crate) fn measure(&mut self, key: MeasureKey, place: Place) -> FigureIndex {
        let id = FigureRef::Measure(FigureId::new(key.clone()));
        if let Some(index) = self.seen.get(&(id.clone(), place)) {
            return *index;
        }
        let found = self.evaluation.measures.get(&key);
        let mut figure = self.blank(id, &key, place);
        if let Some(measure) = found {
            fill(&mut figure, measure);
        } else {
            figure.value = Value::Missing(self.absence(&key));
        }
        self.used.insert(key.metric);
        self.push(figure)
    }

    fn blank(&self, id: FigureRef, key: &MeasureKey, place: Place) -> Figure {
        let metric = self.metric(&key.metric);
        let unit = metric.map_or(Unit::Count, |metric| metric.unit.clone());
        let is_exact = metric.is_some_and(|metric| metric.display == Display::Exact)
            || (self.is_accounting() && unit == Unit::Money);
        Figure {
            id,
            label: self.metric_title(&key.metric),
            value: Value::Missing(Reason::undefined("not computed")),
            unit,
            commodity: None,
            low: None,
            high: None,
            n: None,
            basis: Basis::Derived,
            period: Some(key.period),
            is_partial: false,
            is_estimate: key.scenario == Scenario::Forecast,
            form: if is_exact { Form::Exact } else { Form::Magnitude },
            place,
            formula: metric.map(|metric| metric.formula.clone()).unwrap_or_default(),
            inputs: Vec::new(),
            evidence: EvidenceRows::default(),
        }
    }

    /// Accounting reads cents; everybody else reads magnitudes (LOOK 6.4).
    fn is_accounting(&self) -> bool {
        self.role.as_str() == "accounting"
    }

    /// Makes the relative change of a measure against its base; points for ratios.
    pub(crate) fn change(&mut self, key: &MeasureKey, base: Base, place: Place) -> FigureIndex {
        let base_key = base_key(key, base);
        let id = FigureRef::Cell(format!("change/{key}/{}", base.as_str()));
        if let Some(index) = self.seen.get(&(id.clone(), place)) {
            return *index;
        }
        let mut figure = self.blank(id, key, place);
        let is_ratio = figure.unit == Unit::Ratio;
        figure.form = if is_ratio { Form::PointChange } else { Form::RelativeChange };
        figure.value = self.changed(key, &base_key, is_ratio);
        figure.unit = Unit::Ratio;
        figure.is_estimate = false;
        figure.label =
            format!("{}, change against {}", figure.label, base.as_str().replace('_', " "));
        figure.formula = if is_ratio { "actual - base".into() } else { "actual / base - 1".into() };
        self.compare(&mut figure, key, base_key);
        self.push(figure)
    }

    /// Makes the difference of a measure against its base, in its own unit.
    pub(crate) fn difference(&mut self, key: &MeasureKey, base: Base, place: Place) -> FigureIndex {
        let base_key = base_key(key, base);
        let id = FigureRef::Cell(format!("difference/{key}/{}", base.as_str()));
        if let Some(index) = self.seen.get(&(id.clone(), place)) {
            return *index;
        }
        let mut figure = self.blank(id, key, place);
        figure.form = if figure.unit == Unit::Ratio { Form::PointChange } else { Form::Change };
        figure.value = both(self.value(key), self.value(&base_key), |actual, base| {
            actual.sub(base).map_or_else(
                |error| Value::Missing(Reason::undefined(error.to_string())),
                Value::Number,
            )
        });
        figure.commodity =
            self.evaluation.measures.get(key).map(|measure| measure.unit.to_string());
        figure.formula = "actual - base".into();
        self.compare(&mut figure, key, base_key);
        self.push(figure)
    }

    fn compare(&self, figure: &mut Figure, key: &MeasureKey, base_key: MeasureKey) {
        let sides = [self.evaluation.measures.get(key), self.evaluation.measures.get(&base_key)];
        let is_assumed = sides.iter().flatten().any(|side| side.basis == Basis::Assumed);
        figure.basis = if is_assumed { Basis::Assumed } else { Basis::Derived };
        figure.evidence.count = sides.iter().flatten().map(|side| side.evidence_count).sum();
        figure.inputs = vec![FigureId::new(key.clone()), FigureId::new(base_key)];
    }

    /// The number that [`Builder::change`] prints.
    pub(crate) fn change_value(&self, key: &MeasureKey, base: Base) -> Value {
        let is_ratio = self.metric(&key.metric).is_some_and(|metric| metric.unit == Unit::Ratio);
        self.changed(key, &base_key(key, base), is_ratio)
    }

    fn changed(&self, key: &MeasureKey, base_key: &MeasureKey, is_ratio: bool) -> Value {
        if !self.is_comparable(key, base_key) {
            return Value::Missing(Reason::undefined("the period is not over"));
        }
        both(self.value(key), self.value(base_key), |actual, base| {
            if is_ratio {
                return actual.sub(base).map_or_else(
                    |error| Value::Missing(Reason::undefined(error.to_string())),
                    Value::Number,
                );
            }
            relative_change(actual, base, self.ctx.materiality)
        })
    }

    /// A flow of an unfinished period is not compared with a whole one.
    pub(crate) fn is_comparable(&self, key: &MeasureKey, base_key: &MeasureKey) -> bool {
        let is_stock =
            self.metric(&key.metric).is_some_and(|metric| metric.kind == MetricKind::Stock);
        let partial =
            |key| self.evaluation.measures.get(key).map(|measure: &Measure| measure.is_partial);
        is_stock
            || key.scenario != base_key.scenario
            || partial(key) == partial(base_key)
            || partial(base_key).is_none()
    }

    /// Claims that a change is good news; `None` where there is no direction or no change.
    pub(crate) fn is_good(&self, metric: &MetricId, change: FigureIndex) -> Option<bool> {
        let number = self.figure(change).value.number().filter(|number| !number.is_zero())?;
        match self.metric(metric)?.better {
            Better::Up => Some(!number.is_negative()),
            Better::Down => Some(number.is_negative()),
            Better::None => None,
        }
    }

    /// Makes a number of a list into a figure.
    pub(crate) fn cell(&mut self, cell: CellFigure, place: Place) -> FigureIndex {
        let id = FigureRef::Cell(cell.place);
        if let Some(index) = self.seen.get(&(id.clone(), place)) {
            return *index;
        }
        let is_exact = cell.is_exact || (self.is_accounting() && cell.unit == Unit::Money);
        // Of a number from one row, the row's contribution is the number.
        let contribution = cell.value.number().filter(|_| cell.evidence.len() == 1);
        let rows = cell.evidence.iter().take(MAX_EVIDENCE).map(|evidence| TraceRow {
            date: String::new(),
            value: contribution,
            commodity: contribution.and_then(|_| cell.commodity.clone()),
            rate: None,
            evidence: evidence.clone(),
        });
        let evidence = EvidenceRows { rows: rows.collect(), count: cell.evidence.len() as u64 };
        self.push(Figure {
            id,
            label: cell.label,
            value: cell.value,
            unit: cell.unit,
            commodity: cell.commodity,
            low: None,
            high: None,
            n: None,
            basis: Basis::Measured,
            period: None,
            is_partial: false,
            is_estimate: false,
            form: if is_exact { Form::Exact } else { Form::Magnitude },
            place,
            formula: String::new(),
            inputs: Vec::new(),
            evidence,
        })
    }

    fn push(&mut self, figure: Figure) -> FigureIndex {
        let index = FigureIndex(self.figures.len());
        self.seen.insert((figure.id.clone(), figure.place), index);
        self.figures.push(figure);
        index
    }
}

/// The measure that a comparison starts from.
pub(crate) fn base_key(key: &MeasureKey, base: Base) -> MeasureKey {
    let mut base_key = key.clone();
    match base {
        Base::Prior => base_key.period = key.period.prior(),
        Base::PriorYear => base_key.period = key.period.prior_year(),
        Base::Plan => base_key.scenario = Scenario::Plan,
    }
    base_key
}

fn fill(figure: &mut Figure, measure: &Measure) {
    figure.value = measure.value.clone();
    if figure.unit == Unit::Money {
        figure.commodity = Some(measure.unit.to_string());
    }
    (figure.low, figure.high, figure.n) = (measure.low, measure.high, measure.n);
    figure.basis = measure.basis;
    figure.is_partial = measure.is_partial;
    figure.evidence.count = measure.evidence_count;
}

fn both(a: Value, b: Value, combine: impl FnOnce(Decimal, Decimal) -> Value) -> Value {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => combine(a, b),
        (a, b) => {
            let reasons = [a, b].into_iter().filter_map(|value| value.reason().cloned());
            Value::Missing(Reason::join(reasons).unwrap_or_else(|| Reason::undefined("no value")))
        }
    }
}
