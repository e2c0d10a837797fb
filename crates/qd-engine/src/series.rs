//! What one run of a metric's SELECT gives: sums by day for rows, measures for queries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError, EntityKey, MetricId, Month, Period, Scenario};

use crate::session::Rows;

/// The rows of a `flow` or `stock` metric, summed by day.
#[derive(Debug, Default)]
pub(crate) struct Daily {
    entities: BTreeMap<EntityKey, BTreeMap<(Scenario, Arc<str>), Series>>,
}

/// One entity, scenario and member of the dimensions.
#[derive(Debug, Default)]
pub(crate) struct Series {
    /// By commodity (`""` where nothing is counted in one).
    pub(crate) commodities: BTreeMap<String, Running>,
}

/// Sums to date, by day.
#[derive(Debug, Default)]
pub(crate) struct Running {
    /// Rows without a date: they hold on every day.
    pub(crate) undated: (Decimal0, u64),
    days: Vec<(NaiveDate, Decimal, u64)>,
}

/// A decimal that starts at zero.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decimal0(pub(crate) Decimal);

impl Default for Decimal0 {
    fn default() -> Self {
        Self(Decimal::ZERO)
    }
}

impl Running {
    fn before(&self, day: NaiveDate) -> (Decimal, u64) {
        let n_before = self.days.partition_point(|(date, _, _)| *date < day);
        match n_before.checked_sub(1) {
            Some(last) => (self.days[last].1, self.days[last].2),
            None => (Decimal::ZERO, 0),
        }
    }

    /// The sum and the number of rows in `[start, end)`.
    pub(crate) fn within(
        &self,
        start: NaiveDate,
        end: NaiveDate,
    ) -> Result<(Decimal, u64), DecimalError> {
        let ((to, n_to), (from, n_from)) = (self.before(end), self.before(start));
        Ok((to.sub(from)?, n_to - n_from))
    }

    /// The sum and the number of rows before `end`, undated ones included.
    pub(crate) fn to_date(&self, end: NaiveDate) -> Result<(Decimal, u64), DecimalError> {
        let (sum, n) = self.before(end);
        Ok((sum.add(self.undated.0.0)?, n + self.undated.1))
    }

    /// The single days in `[start, end)` with their sums.
    pub(crate) fn each(
        &self,
        start: NaiveDate,
        end: NaiveDate,
    ) -> Result<Vec<(NaiveDate, Decimal, u64)>, DecimalError> {
        let mut days = Vec::new();
        let mut previous = self.before(start);
        for (date, sum, n) in self.days.iter().filter(|day| day.0 >= start && day.0 < end) {
            days.push((*date, sum.sub(previous.0)?, n - previous.1));
            previous = (*sum, *n);
        }
        Ok(days)
    }
}

impl Series {
    fn first_day(&self) -> Option<NaiveDate> {
        self.commodities.values().filter_map(|running| running.days.first()).map(|day| day.0).min()
    }

    fn last_day(&self) -> Option<NaiveDate> {
        self.commodities.values().filter_map(|running| running.days.last()).map(|day| day.0).max()
    }

    /// Claims that it has a row in `[start, end)`.
    pub(crate) fn has_rows_within(&self, start: NaiveDate, end: NaiveDate) -> bool {
        let within = |running: &Running| {
            running.days.iter().any(|(date, _, _)| *date >= start && *date < end)
        };
        self.commodities.values().any(within)
    }

    /// Claims that it has rows that hold on every day.
    pub(crate) fn has_undated(&self) -> bool {
        self.commodities.values().any(|running| running.undated.1 > 0)
    }
}

type Sums = BTreeMap<Option<NaiveDate>, (Decimal, u64)>;

impl Daily {
    /// Reads the sums by entity, dimensions, day, commodity and scenario.
    pub(crate) fn read(
        rows: &Rows,
        dimensions: &[String],
    ) -> Result<Self, (EntityKey, DecimalError)> {
        let columns = rows.columns();
        let entity = columns.texts("entity").expect("checked when planned");
        let dates = columns.dates("date");
        let commodity = columns.texts("commodity");
        let scenario = columns.texts("scenario");
        let value = columns.numbers("value").expect("sums are decimals");
        let n = columns.numbers("n").expect("counts");
        let members = dimensions.iter().map(|name| (name, columns.texts(name)));
        let members = members.collect::<Vec<_>>();
        let mut sums = BTreeMap::<(EntityKey, Scenario, Arc<str>, String), Sums>::new();
        let total = Arc::<str>::from("");
        let mut keys = BTreeMap::<String, EntityKey>::new();
        for row in 0..rows.len() {
            let text = entity.text(row);
            if !keys.contains_key(text) {
                let Ok(key) = EntityKey::parse(text) else { continue };
                keys.insert(text.to_owned(), key);
            }
            let key = keys[text].clone();
            let date = dates.as_ref().and_then(|dates| dates.get(row));
            let commodity = commodity.as_ref().map_or("", |column| column.text(row)).to_owned();
            let scenario = scenario_of(scenario.as_ref().and_then(|column| column.get(row)));
            let amount = value.get(row).unwrap_or(Decimal::ZERO);
            let n = n.get(row).and_then(count).unwrap_or(0);
            let mut add = |member: Arc<str>| {
                let slot = (key.clone(), scenario, member, commodity.clone());
                let sum = sums.entry(slot).or_default().entry(date).or_insert((Decimal::ZERO, 0));
                *sum = (sum.0.add(amount)?, sum.1 + n);
                Ok::<_, DecimalError>(())
            };
            let mut added = add(Arc::clone(&total));
            if !members.is_empty() {
                let named = members.iter().map(|(name, column)| {
                    let member = column.as_ref().and_then(|column| column.get(row));
                    format!("{name}={}", member.unwrap_or("none"))
                });
                let member = named.collect::<Vec<_>>().join(";");
                added = added.and_then(|()| add(member.into()));
            }
            added.map_err(|error| (key.clone(), error))?;
        }
        let mut daily = Self::default();
        for ((entity, scenario, member, commodity), sums) in sums {
            let running = running(sums).map_err(|error| (entity.clone(), error))?;
            let own = daily.entities.entry(entity).or_default();
            let series = own.entry((scenario, member)).or_default();
            series.commodities.insert(commodity, running);
        }
        Ok(daily)
    }

    /// One entity's series, if it has rows.
    pub(crate) fn series(
        &self,
        entity: &EntityKey,
        scenario: Scenario,
        member: &Arc<str>,
    ) -> Option<&Series> {
        self.entities.get(entity)?.get(&(scenario, Arc::clone(member)))
    }

    /// The members of the dimensions that an entity has rows for.
    pub(crate) fn members(&self, entity: &EntityKey) -> BTreeSet<Arc<str>> {
        let own = self.entities.get(entity).into_iter().flatten();
        own.filter(|((_, member), _)| !member.is_empty()).map(|((_, m), _)| Arc::clone(m)).collect()
    }

    /// The first and last month of an entity's dated rows.
    pub(crate) fn months(&self, entity: &EntityKey, scenario: Scenario) -> Option<(Month, Month)> {
        let series = self.entities.get(entity)?.get(&(scenario, "".into()))?;
        Some((Month::of(series.first_day()?), Month::of(series.last_day()?)))
    }
}

fn running(sums: Sums) -> Result<Running, DecimalError> {
    let mut running = Running::default();
    let (mut total, mut n_total) = (Decimal::ZERO, 0);
    for (date, (sum, n)) in sums {
        match date {
            None => running.undated = (Decimal0(sum), n),
            Some(date) => {
                (total, n_total) = (total.add(sum)?, n_total + n);
                running.days.push((date, total, n_total));
            }
        }
    }
    Ok(running)
}

/// The scenario that a column names; actual where it says nothing.
pub(crate) fn scenario_of(word: Option<&str>) -> Scenario {
    match word {
        Some("plan") => Scenario::Plan,
        Some("forecast") => Scenario::Forecast,
        _ => Scenario::Actual,
    }
}

/// A whole number of a decimal column.
pub(crate) fn count(number: Decimal) -> Option<u64> {
    let number = number.normalized();
    (number.scale() == 0).then(|| u64::try_from(number.mantissa()).ok()).flatten()
}

/// A measure as a `query` metric gives it.
#[derive(Clone, Debug)]
pub(crate) struct QueryRow {
    pub(crate) value: Option<Decimal>,
    /// Why the value does not exist.
    pub(crate) missing: Option<String>,
    /// Which field is absent.
    pub(crate) lacks: Option<String>,
    pub(crate) low: Option<Decimal>,
    pub(crate) high: Option<Decimal>,
    pub(crate) n: Option<u64>,
    pub(crate) commodity: String,
}

/// What names a row of a `query` metric; no period means a snapshot at as_of.
pub(crate) type QueryKey = (Option<Period>, Scenario, Arc<str>);

/// The rows of a `query` metric.
#[derive(Debug, Default)]
pub(crate) struct Queried {
    pub(crate) entities: BTreeMap<EntityKey, BTreeMap<QueryKey, QueryRow>>,
}

impl Queried {
    /// Reads the rows; a wrong period or two rows for one key are mistakes of the SELECT.
    pub(crate) fn read(
        rows: &Rows,
        metric: &MetricId,
        dimensions: &[String],
    ) -> Result<Self, String> {
        let columns = rows.columns();
        let entity = columns.texts("entity").expect("checked when planned");
        let value = columns.numbers("value").expect("checked when planned");
        let (low, high, n) =
            (columns.numbers("low"), columns.numbers("high"), columns.numbers("n"));
        let (period, scenario) = (columns.texts("period"), columns.texts("scenario"));
        let (missing, lacks) = (columns.texts("missing"), columns.texts("lacks"));
        let commodity = columns.texts("commodity");
        let members = dimensions.iter().map(|name| (name, columns.texts(name)));
        let members = members.collect::<Vec<_>>();
        let mut queried = Self::default();
        for row in 0..rows.len() {
            let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
            let period = match period.as_ref().and_then(|column| column.get(row)) {
                None => None,
                Some(text) => Some(Period::parse(text).map_err(|error| error.to_string())?),
            };
            let named = members.iter().filter_map(|(name, column)| {
                let member = column.as_ref()?.get(row)?;
                Some(format!("{name}={member}"))
            });
            let member = Arc::from(named.collect::<Vec<_>>().join(";"));
            let scenario = scenario_of(scenario.as_ref().and_then(|column| column.get(row)));
            let found = QueryRow {
                value: value.get(row).map(Decimal::normalized),
                missing: missing.as_ref().and_then(|column| column.get(row)).map(str::to_owned),
                lacks: lacks.as_ref().and_then(|column| column.get(row)).map(str::to_owned),
                low: low.as_ref().and_then(|column| column.get(row)).map(Decimal::normalized),
                high: high.as_ref().and_then(|column| column.get(row)).map(Decimal::normalized),
                n: n.as_ref().and_then(|column| column.get(row)).and_then(count),
                commodity: commodity.as_ref().map_or("", |column| column.text(row)).to_owned(),
            };
            let own = queried.entities.entry(key.clone()).or_default();
            if own.insert((period, scenario, Arc::clone(&member)), found).is_some() {
                let period = period.map_or("as_of".to_owned(), |period| period.to_string());
                return Err(format!(
                    "`{metric}` gives two values for {} in {period} {member}",
                    key.short()
                ));
            }
        }
        Ok(queried)
    }
}
