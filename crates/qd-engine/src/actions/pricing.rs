//! What prices an action: the same names in tasks of handoffs and in findings (DESIGN section 10).

use chrono::NaiveDate;
use qd_analysis::agenda::Quantity;
use qd_model::Decimal;

use crate::session::{Columns, Dates, Numbers, Texts};

/// A number, or its p10 and p90.
pub(crate) type Spread = Option<(Decimal, Decimal)>;

/// What an action says of itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pricing {
    pub(crate) id: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) from: Option<NaiveDate>,
    pub(crate) due: Option<NaiveDate>,
    pub(crate) needs: Vec<String>,
    pub(crate) commodity: Option<String>,
    pub(crate) hours: Spread,
    pub(crate) cash: Spread,
    pub(crate) works: Spread,
    pub(crate) per_day: Spread,
    pub(crate) gain: Spread,
    pub(crate) hazard_per_year: Spread,
    pub(crate) loss: Spread,
    pub(crate) averts: Spread,
    pub(crate) once: Spread,
    pub(crate) decay_per_day: Spread,
}

impl Pricing {
    /// Claims that it says what doing it brings.
    pub(crate) fn is_priced(&self) -> bool {
        let hazard = self.hazard_per_year.and(self.loss);
        self.per_day.or(self.gain).or(hazard).or(self.once).is_some()
    }
}

/// An amount as a distribution; a range that begins at zero has no lognormal and is its middle.
pub(crate) fn amount(spread: Spread) -> Option<Quantity> {
    let (low, high) = spread.map(|(low, high)| (low.to_f64(), high.to_f64()))?;
    Some(Quantity::amount(low, high).unwrap_or(Quantity::Fixed(f64::midpoint(low, high))))
}

/// A chance as a distribution; one that no beta distribution has is its middle.
pub(crate) fn chance(spread: Spread) -> Option<Quantity> {
    let (low, high) = spread.map(|(low, high)| (low.to_f64(), high.to_f64()))?;
    Some(Quantity::chance(low, high).unwrap_or(Quantity::Fixed(f64::midpoint(low, high))))
}

/// The mean of a range, to four digits; a known number as it stands.
pub(crate) fn mean(spread: Spread) -> Option<Decimal> {
    match spread? {
        (low, high) if low == high => Some(low.normalized()),
        _ => format!("{:.4}", amount(spread)?.mean())
            .parse::<Decimal>()
            .ok()
            .map(Decimal::normalized),
    }
}

/// The columns that price, by name; those that a SELECT leaves out are null.
pub(crate) struct PricingColumns {
    texts: [Option<Texts>; 4],
    dates: [Option<Dates>; 2],
    numbers: Vec<[Option<Numbers>; 3]>,
}

/// The names of the numbers; each may be a range, `NAME_low` and `NAME_high`.
pub(crate) const NUMBERS: [&str; 10] = [
    "hours",
    "cash",
    "p",
    "per_day",
    "gain",
    "hazard_per_year",
    "loss",
    "averts",
    "once",
    "decay_per_day",
];

impl PricingColumns {
    pub(crate) fn new(columns: Columns<'_>) -> Self {
        let number = |name: &str| {
            let ends = ["_low", "_high"].map(|end| columns.numbers(&format!("{name}{end}")));
            let [low, high] = ends;
            [columns.numbers(name), low, high]
        };
        Self {
            texts: ["id", "owner", "needs", "commodity"].map(|name| columns.texts(name)),
            dates: ["from", "due"].map(|name| columns.dates(name)),
            numbers: NUMBERS.iter().map(|name| number(name)).collect(),
        }
    }

    pub(crate) fn get(&self, row: usize) -> Pricing {
        let text = |at: usize| self.texts[at].as_ref().and_then(|column| column.get(row));
        let date = |at: usize| self.dates[at].as_ref().and_then(|column| column.get(row));
        let number = |at: usize| {
            let [alone, low, high] = &self.numbers[at];
            let get = |column: &Option<Numbers>| column.as_ref().and_then(|column| column.get(row));
            let (alone, low, high) = (get(alone), get(low), get(high));
            let low = low.or(alone).or(high)?;
            Some((low, high.unwrap_or(low).max(low)))
        };
        Pricing {
            id: text(0).filter(|id| !id.is_empty()).map(str::to_owned),
            owner: text(1).filter(|owner| !owner.is_empty()).map(str::to_owned),
            from: date(0),
            due: date(1),
            needs: text(2).unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            commodity: text(3).filter(|text| !text.is_empty()).map(str::to_owned),
            hours: number(0),
            cash: number(1),
            works: number(2),
            per_day: number(3),
            gain: number(4),
            hazard_per_year: number(5),
            loss: number(6),
            averts: number(7),
            once: number(8),
            decay_per_day: number(9),
        }
    }
}
