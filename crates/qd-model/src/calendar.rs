//! Periods and their keys: `2026-09-30`, `2026-W39`, `2026-09`, `FY2026-Q3`, `FY2026`,
//! `2026-09-FYTD`, `2026-09-T12M`.
//!
//! Spans are `[start, end)`. Quarters and years are fiscal, and a year is named after the one it
//! ends in. A period knows nothing of today: whether it is partial depends on `as_of`.

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A calendar month.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Month {
    /// The calendar year.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl Month {
    /// The month that a date falls in.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).expect("a month has a first day")
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.plus(1).first() - Days::new(1)
    }

    /// The month `months` later, or earlier if negative.
    pub fn plus(self, months: i32) -> Self {
        let index = self.year * 12 + (self.month as i32 - 1) + months;
        Self { year: index.div_euclid(12), month: index.rem_euclid(12) as u32 + 1 }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// When a portfolio's year starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// The month, 1 to 12.
    pub fiscal_year_start: u32,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { fiscal_year_start: 1 }
    }
}

impl Calendar {
    /// The first month of a fiscal year, which is named after the year it ends in.
    pub fn year_start(self, year: i32) -> Month {
        let started_before = i32::from(self.fiscal_year_start > 1);
        Month { year: year - started_before, month: self.fiscal_year_start }
    }

    /// The fiscal year that a month falls in.
    pub fn year_of(self, month: Month) -> i32 {
        month.year + i32::from(self.fiscal_year_start > 1 && month.month >= self.fiscal_year_start)
    }

    /// The fiscal quarter (1 to 4) that a month falls in.
    pub fn quarter_of(self, month: Month) -> u32 {
        (month.month + 12 - self.fiscal_year_start) % 12 / 3 + 1
    }
}

/// The lengths of period that the engine computes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PeriodKind {
    /// One day.
    Day,
    /// An ISO week.
    Week,
    /// A calendar month.
    Month,
    /// A fiscal quarter.
    Quarter,
    /// A fiscal year.
    Year,
    /// Fiscal year to the end of a month.
    Fytd,
    /// Twelve months to the end of a month.
    T12m,
}

/// A span of days with a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Period {
    /// One day.
    Day(NaiveDate),
    /// An ISO week, by its Monday.
    Week(NaiveDate),
    /// A calendar month.
    Month(Month),
    /// A fiscal quarter, 1 to 4.
    Quarter {
        /// The fiscal year.
        year: i32,
        /// 1 to 4.
        quarter: u32,
    },
    /// A fiscal year.
    Year(i32),
    /// Fiscal year to the end of this month.
    Fytd(Month),
    /// Twelve months to the end of this month.
    T12m(Month),
}

/// Why a text is not a period.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "expected a period such as `2026-09`, `FY2026-Q3`, `FY2026`, `2026-09-FYTD`, `2026-09-T12M`, `2026-W39` or `2026-09-30`, found: {0}"
)]
pub struct PeriodError(pub String);

impl Period {
    /// The period of a kind that a date falls in.
    pub fn containing(kind: PeriodKind, date: NaiveDate, calendar: Calendar) -> Self {
        let month = Month::of(date);
        match kind {
            PeriodKind::Day => Self::Day(date),
            PeriodKind::Week => Self::Week(date.week(Weekday::Mon).first_day()),
            PeriodKind::Month => Self::Month(month),
            PeriodKind::Quarter => {
                Self::Quarter { year: calendar.year_of(month), quarter: calendar.quarter_of(month) }
            }
            PeriodKind::Year => Self::Year(calendar.year_of(month)),
            PeriodKind::Fytd => Self::Fytd(month),
            PeriodKind::T12m => Self::T12m(month),
        }
    }

    /// Its length.
    pub fn kind(self) -> PeriodKind {
        match self {
            Self::Day(_) => PeriodKind::Day,
            Self::Week(_) => PeriodKind::Week,
            Self::Month(_) => PeriodKind::Month,
            Self::Quarter { .. } => PeriodKind::Quarter,
            Self::Year(_) => PeriodKind::Year,
            Self::Fytd(_) => PeriodKind::Fytd,
            Self::T12m(_) => PeriodKind::T12m,
        }
    }

    /// Its days, `[start, end)`.
    pub fn span(self, calendar: Calendar) -> (NaiveDate, NaiveDate) {
        match self {
            Self::Day(day) => (day, day + Days::new(1)),
            Self::Week(monday) => (monday, monday + Days::new(7)),
            _ => {
                let (first, last) = self.months(calendar).expect("longer periods are whole months");
                (first.first(), last.plus(1).first())
            }
        }
    }

    /// Its first and last month, both included; `None` for days and weeks.
    pub fn months(self, calendar: Calendar) -> Option<(Month, Month)> {
        match self {
            Self::Day(_) | Self::Week(_) => None,
            Self::Month(month) => Some((month, month)),
            Self::Quarter { year, quarter } => {
                let first = calendar.year_start(year).plus(3 * (quarter as i32 - 1));
                Some((first, first.plus(2)))
            }
            Self::Year(year) => {
                let first = calendar.year_start(year);
                Some((first, first.plus(11)))
            }
            Self::Fytd(month) => Some((calendar.year_start(calendar.year_of(month)), month)),
            Self::T12m(month) => Some((month.plus(-11), month)),
        }
    }

    /// The period of the same kind just before; for year to date the one that ends a month earlier.
    pub fn prior(self) -> Self {
        match self {
            Self::Day(day) => Self::Day(day - Days::new(1)),
            Self::Week(monday) => Self::Week(monday - Days::new(7)),
            Self::Month(month) => Self::Month(month.plus(-1)),
            Self::Quarter { year, quarter: 1 } => Self::Quarter { year: year - 1, quarter: 4 },
            Self::Quarter { year, quarter } => Self::Quarter { year, quarter: quarter - 1 },
            Self::Year(year) => Self::Year(year - 1),
            Self::Fytd(month) => Self::Fytd(month.plus(-1)),
            Self::T12m(month) => Self::T12m(month.plus(-1)),
        }
    }

    /// The same period a year earlier; for a day the same day, for a week 52 weeks back.
    pub fn prior_year(self) -> Self {
        match self {
            Self::Day(day) => Self::Day(day - Months::new(12)),
            Self::Week(monday) => Self::Week(monday - Days::new(7 * 52)),
            Self::Month(month) => Self::Month(month.plus(-12)),
            Self::Quarter { year, quarter } => Self::Quarter { year: year - 1, quarter },
            Self::Year(year) => Self::Year(year - 1),
            Self::Fytd(month) => Self::Fytd(month.plus(-12)),
            Self::T12m(month) => Self::T12m(month.plus(-12)),
        }
    }

    /// Claims that `as_of` lies before the period's last day.
    pub fn is_partial(self, as_of: NaiveDate, calendar: Calendar) -> bool {
        as_of + Days::new(1) < self.span(calendar).1
    }

    /// Reads a period's key.
    pub fn parse(key: &str) -> Result<Self, PeriodError> {
        parse(key).ok_or_else(|| PeriodError(key.into()))
    }
}

fn parse(key: &str) -> Option<Period> {
    if let Some(fiscal) = key.strip_prefix("FY") {
        return match fiscal.split_once("-Q") {
            None => Some(Period::Year(year(fiscal)?)),
            Some((fiscal_year, quarter @ ("1" | "2" | "3" | "4"))) => {
                Some(Period::Quarter { year: year(fiscal_year)?, quarter: quarter.parse().ok()? })
            }
            Some(_) => None,
        };
    }
    if let Some((week_year, week)) = key.split_once("-W") {
        let week = week.parse().ok().filter(|_| week.len() == 2)?;
        return NaiveDate::from_isoywd_opt(year(week_year)?, week, Weekday::Mon).map(Period::Week);
    }
    if let Some(to_month) = key.strip_suffix("-FYTD") {
        return Some(Period::Fytd(month(to_month)?));
    }
    if let Some(to_month) = key.strip_suffix("-T12M") {
        return Some(Period::T12m(month(to_month)?));
    }
    match key.len() {
        7 => Some(Period::Month(month(key)?)),
        10 => NaiveDate::parse_from_str(key, "%Y-%m-%d").ok().map(Period::Day),
        _ => None,
    }
}

fn year(text: &str) -> Option<i32> {
    text.parse().ok().filter(|_| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn month(text: &str) -> Option<Month> {
    let (of_year, number) = text.split_once('-')?;
    let number: u32 = number.parse().ok().filter(|_| number.len() == 2)?;
    (1..=12).contains(&number).then_some(Month { year: year(of_year)?, month: number })
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::Week(monday) => {
                write!(f, "{:04}-W{:02}", monday.iso_week().year(), monday.iso_week().week())
            }
            Self::Month(month) => write!(f, "{month}"),
            Self::Quarter { year, quarter } => write!(f, "FY{year:04}-Q{quarter}"),
            Self::Year(year) => write!(f, "FY{year:04}"),
            Self::Fytd(month) => write!(f, "{month}-FYTD"),
            Self::T12m(month) => write!(f, "{month}-T12M"),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Calendar, Month, Period, PeriodKind};

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn keys_and_spans() {
        let check = |start_month, key: &str, start: &str, end: &str| {
            let calendar = Calendar { fiscal_year_start: start_month };
            let period = Period::parse(key).unwrap();
            assert_eq!(period.to_string(), key);
            assert_eq!(period.span(calendar), (date(start), date(end)), "{key}");
            let within = Period::containing(period.kind(), date(end).pred_opt().unwrap(), calendar);
            assert_eq!(within, period, "{key}");
        };
        check(1, "2026-09-30", "2026-09-30", "2026-10-01");
        check(1, "2026-W39", "2026-09-21", "2026-09-28");
        check(1, "2026-W01", "2025-12-29", "2026-01-05");
        check(1, "2026-12", "2026-12-01", "2027-01-01");
        check(1, "FY2026-Q3", "2026-07-01", "2026-10-01");
        check(1, "2026-09-FYTD", "2026-01-01", "2026-10-01");
        check(1, "2026-09-T12M", "2025-10-01", "2026-10-01");
        check(7, "FY2026", "2025-07-01", "2026-07-01");
        check(7, "FY2026-Q1", "2025-07-01", "2025-10-01");
        check(7, "2026-02-FYTD", "2025-07-01", "2026-03-01");
    }

    #[test]
    fn neighbours() {
        let check = |key: &str, prior: &str, prior_year: &str| {
            let period = Period::parse(key).unwrap();
            assert_eq!(
                (period.prior().to_string(), period.prior_year().to_string()),
                (prior.into(), prior_year.into())
            );
        };
        check("2026-01", "2025-12", "2025-01");
        check("FY2026-Q1", "FY2025-Q4", "FY2025-Q1");
        check("2026-09-T12M", "2026-08-T12M", "2025-09-T12M");
        check("2024-02-29", "2024-02-28", "2023-02-28");
    }

    #[test]
    fn partial_until_the_last_day() {
        let month = Period::Month(Month { year: 2026, month: 9 });
        assert!(month.is_partial(date("2026-09-29"), Calendar::default()));
        assert!(!month.is_partial(date("2026-09-30"), Calendar::default()));
        assert_eq!(PeriodKind::Month, month.kind());
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "2026",
            "2026-13",
            "2026-9",
            "FY26",
            "FY2026-Q5",
            "2026-W54",
            "2026-02-30",
            "x-FYTD",
            "2026-00-T12M",
        ] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }
}
