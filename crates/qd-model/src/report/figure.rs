//! Figures: measures, cells and comparisons as a document prints them, still typed.

use std::fmt;

use crate::{Basis, Decimal, EvidenceRows, FigureId, Period, Unit, Value};

/// Points to a figure of the same report.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FigureIndex(pub usize);

/// What names a figure: a measure, or a place in a list, a claim or a comparison.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum FigureRef {
    /// A measure, which `trace` opens.
    Measure(FigureId),
    /// `view/rent_roll/3/rent`, `claim/break-even/stated`, `change/jada/cash/2026-09/prior`.
    Cell(String),
}

impl FigureRef {
    /// The measure's id, if it is one.
    pub fn measure(&self) -> Option<&FigureId> {
        match self {
            Self::Measure(id) => Some(id),
            Self::Cell(_) => None,
        }
    }
}

impl fmt::Display for FigureRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Measure(id) => id.fmt(f),
            Self::Cell(place) => f.write_str(place),
        }
    }
}

/// What the number is to the reader; with the unit it decides the printed form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Form {
    /// A level, with three significant digits from 10k on.
    Magnitude,
    /// A level to the cent; a ratio with two decimals.
    Exact,
    /// A difference in the unit itself, with its sign: `+$1,204`.
    Change,
    /// A difference of two ratios in points: `+2.1 pt`.
    PointChange,
    /// `actual / base - 1`: `+12.3%`, or `x3.1` beyond 200%.
    RelativeChange,
}

/// Where it stands: dates and missing values read differently in a sentence and in a cell.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// In a sentence.
    Prose,
    /// In a cell of a table.
    Cell,
}

/// A figure as a document prints it.
#[derive(Clone, PartialEq, Debug)]
pub struct Figure {
    /// What names it.
    pub id: FigureRef,
    /// What it is called: the metric's title, the column's.
    pub label: String,
    /// The number, or why there is none.
    pub value: Value,
    /// What it counts.
    pub unit: Unit,
    /// The commodity of money.
    pub commodity: Option<String>,
    /// The lower end of its interval.
    pub low: Option<Decimal>,
    /// The upper end of its interval.
    pub high: Option<Decimal>,
    /// The size of the sample behind a rate.
    pub n: Option<u64>,
    /// How sure it is.
    pub basis: Basis,
    /// The period of a measure.
    pub period: Option<Period>,
    /// Claims that the period had not ended by `as_of`.
    pub is_partial: bool,
    /// Claims that it is a forecast.
    pub is_estimate: bool,
    /// Which form the number has.
    pub form: Form,
    /// Where it stands.
    pub place: Place,
    /// The formula in words.
    pub formula: String,
    /// The measures that a comparison is made from.
    pub inputs: Vec<FigureId>,
    /// The rows it rests on.
    pub evidence: EvidenceRows,
}
