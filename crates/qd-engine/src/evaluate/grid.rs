//! Which periods and members of dimensions are computed for a metric and an entity.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use qd_model::{Month, Period, Scenario};

use super::{Frame, MONTHS_AHEAD, MONTHS_BACK, Raw, Reach};
use crate::catalog::Body;

impl Frame<'_> {
    /// The periods of each scenario that reports may ask for.
    pub(super) fn periods_by_scenario(
        &self,
        metric: u32,
        entity: u32,
    ) -> BTreeMap<Scenario, BTreeSet<Period>> {
        let mut periods = BTreeMap::new();
        if !self.exists(metric, entity) {
            return periods;
        }
        let actual = self.periods(metric, entity);
        for scenario in [Scenario::Plan, Scenario::Forecast] {
            let planned = self.planned(metric, entity, scenario);
            if !planned.is_empty() {
                periods.insert(scenario, planned);
            }
        }
        periods.insert(Scenario::Actual, BTreeSet::clone(&actual));
        periods
    }

    fn periods(&self, metric: u32, entity: u32) -> Arc<BTreeSet<Period>> {
        if let Some(known) = self.grids.borrow().get(&(metric, entity)) {
            return Arc::clone(known);
        }
        let periods = Arc::new(self.find_periods(metric, entity));
        self.grids.borrow_mut().insert((metric, entity), Arc::clone(&periods));
        periods
    }

    fn find_periods(&self, metric: u32, entity: u32) -> BTreeSet<Period> {
        let declared = self.metric(metric);
        match &declared.body {
            Body::Rows(_) | Body::Query(_) => {
                let members = self.contributors(metric, entity);
                let mut periods = self.current();
                for member in members {
                    periods.extend(self.own_periods(metric, member));
                }
                periods
            }
            Body::Ratio(..) | Body::Derived(_) => {
                let inputs = declared.info.inputs.iter().map(|id| self.places[id]);
                let mut periods = self.current();
                for input in inputs {
                    periods.extend(self.periods(input, entity).iter().copied());
                }
                periods
            }
        }
    }

    /// Whose rows make up a metric's value for an entity: its own, at the root everybody's.
    fn contributors(&self, metric: u32, entity: u32) -> Vec<u32> {
        let declared = self.metric(metric);
        let rolls_up = matches!(declared.body, Body::Rows(_)) || declared.sums_at_root;
        if self.entity(entity).key.is_root() && rolls_up {
            // The root's own rows belong to the whole scope alone.
            let is_seen = |place: &u32| self.is_whole || !self.entity(*place).key.is_root();
            self.entity_places().filter(is_seen).collect()
        } else {
            vec![entity]
        }
    }

    fn own_periods(&self, metric: u32, entity: u32) -> BTreeSet<Period> {
        let key = &self.entity(entity).key;
        let raw = self.raw(metric);
        match raw.as_deref() {
            None | Some(Raw::Daily { is_snapshot: true, .. }) => BTreeSet::new(),
            Some(Raw::Queried(queried)) => {
                let own = queried.entities.get(key).into_iter().flatten();
                own.filter_map(|((period, ..), _)| *period).collect()
            }
            Some(Raw::Daily { daily, .. }) => {
                let Reach::Ready { first, .. } = &*self.reach(metric, entity) else {
                    return BTreeSet::new();
                };
                let as_of = Month::of(self.shared.as_of);
                let total = Arc::from("");
                let series = daily.series(key, Scenario::Actual, &total);
                let holds_always = series.is_some_and(|series| series.has_undated());
                // What has no dates to begin with holds as far back as the entity's own history.
                let is_register =
                    self.shared.coverage.first_month(key, &self.metric(metric).needs).is_none();
                let window = || {
                    let own = self.shared.coverage.first_month_of(key);
                    own.unwrap_or(as_of.plus(-12))
                };
                let window = (holds_always || is_register).then(window);
                let first = [*first, window].into_iter().flatten().min().unwrap_or(as_of);
                let first = first.max(as_of.plus(-MONTHS_BACK));
                let ahead = daily.months(key, Scenario::Actual).map(|(_, last)| last);
                let ahead = ahead.filter(|last| *last > as_of && self.metric(metric).is_future);
                let mut periods = self.longer(first, as_of);
                if let Some(last) = ahead {
                    let months = months(as_of.plus(1), last.min(as_of.plus(MONTHS_AHEAD)));
                    periods.extend(months.map(Period::Month));
                }
                periods
            }
        }
    }

    /// The months, and the quarters and years that hold them; running periods for the last 13.
    fn longer(&self, first: Month, last: Month) -> BTreeSet<Period> {
        let calendar = self.portfolio.calendar;
        let mut periods = BTreeSet::new();
        for month in months(first, last) {
            periods.insert(Period::Month(month));
            let year = calendar.year_of(month);
            periods.insert(Period::Quarter { year, quarter: calendar.quarter_of(month) });
            periods.insert(Period::Year(year));
            if month >= last.plus(-12) {
                periods.insert(Period::Fytd(month));
                periods.insert(Period::T12m(month));
            }
        }
        periods
    }

    /// The periods that as_of falls in.
    fn current(&self) -> BTreeSet<Period> {
        let as_of = Month::of(self.shared.as_of);
        self.longer(as_of, as_of)
    }

    fn planned(&self, metric: u32, entity: u32, scenario: Scenario) -> BTreeSet<Period> {
        let declared = self.metric(metric);
        let mut periods = BTreeSet::new();
        let is_root = self.entity(entity).key.is_root();
        if scenario == Scenario::Plan && (self.is_whole || !is_root) {
            let key = &self.entity(entity).key;
            periods.extend(self.shared.plans.periods(key, &declared.info.id));
        }
        match self.raw(metric).as_deref() {
            Some(Raw::Daily { daily, .. }) => {
                for member in self.contributors(metric, entity) {
                    let months = daily.months(&self.entity(member).key, scenario);
                    if let Some((first, last)) = months {
                        let as_of = Month::of(self.shared.as_of);
                        let first = first.max(as_of.plus(-MONTHS_BACK));
                        periods.extend(self.longer(first, last.min(as_of.plus(MONTHS_AHEAD))));
                    }
                }
            }
            Some(Raw::Queried(queried)) => {
                for member in self.contributors(metric, entity) {
                    let own = queried.entities.get(&self.entity(member).key).into_iter().flatten();
                    let of = own.filter(|((_, known, _), _)| *known == scenario);
                    periods.extend(of.filter_map(|((period, ..), _)| *period));
                }
            }
            None => {
                let inputs = declared.info.inputs.iter().map(|id| self.places[id]);
                periods.extend(inputs.flat_map(|input| self.planned(input, entity, scenario)));
            }
        }
        if is_root && scenario == Scenario::Plan {
            for place in self.contributors(metric, entity) {
                let key = &self.entity(place).key;
                periods.extend(self.shared.plans.periods(key, &declared.info.id));
            }
        }
        periods
    }

    /// The members of a metric's dimensions for an entity.
    pub(super) fn members(&self, metric: u32, entity: u32) -> BTreeSet<Arc<str>> {
        let declared = self.metric(metric);
        if declared.info.dimensions.is_empty() {
            return BTreeSet::new();
        }
        match self.raw(metric).as_deref() {
            Some(Raw::Daily { daily, .. }) => {
                let who = self.contributors(metric, entity);
                who.iter().flat_map(|place| daily.members(&self.entity(*place).key)).collect()
            }
            Some(Raw::Queried(queried)) => {
                let mut members = BTreeSet::new();
                for place in self.contributors(metric, entity) {
                    let own = queried.entities.get(&self.entity(place).key).into_iter().flatten();
                    let named = own.filter(|((_, _, member), _)| !member.is_empty());
                    members.extend(named.map(|((_, _, member), _)| Arc::clone(member)));
                }
                members
            }
            None => {
                let inputs = declared.info.inputs.iter().map(|id| self.places[id]);
                let same = inputs.filter(|input| {
                    self.metric(*input).info.dimensions == declared.info.dimensions
                });
                same.flat_map(|input| self.members(input, entity)).collect()
            }
        }
    }
}

fn months(first: Month, last: Month) -> impl Iterator<Item = Month> {
    std::iter::successors(Some(first), |month| Some(month.plus(1)))
        .take_while(move |month| *month <= last)
}

impl Frame<'_> {
    /// The first month that a metric has a value for an entity.
    pub(super) fn first_month(&self, metric: u32, entity: u32) -> Option<Month> {
        let periods = self.periods(metric, entity);
        let months = periods.iter().filter_map(|period| match period {
            Period::Month(month) => Some(*month),
            _ => None,
        });
        months.min()
    }
}
