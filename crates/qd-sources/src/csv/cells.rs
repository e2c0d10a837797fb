//! The text of a cell as the type that its column declares. Nothing is inferred from the data.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use qd_facts::{ColumnDef, ColumnType, FactCell};

use super::number::{NumberError, NumberFormat};

/// Years outside which a date is a slip of the pen.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// How a source writes its cells.
#[derive(Clone, Debug)]
pub(crate) struct CellFormat {
    /// strftime format of dates; ISO 8601 if none.
    pub(crate) date_format: Option<String>,
    /// How numbers are written.
    pub(crate) number: NumberFormat,
}

/// Why a cell was refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CellError {
    /// Its number.
    Number(NumberError),
    /// It is no date in the source's format, or a year that cannot be meant.
    Date,
    /// It is a date with the month first or the day first.
    AmbiguousDate,
    /// It is no instant, or one that the local clock skips.
    Timestamp,
    /// It is no whole number.
    Integer,
    /// It is not yes or no.
    Boolean,
}

impl CellError {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Number(NumberError::Ambiguous) => "ambiguous-number",
            Self::Number(_) | Self::Integer => "unreadable-number",
            Self::AmbiguousDate => "ambiguous-date",
            Self::Date | Self::Timestamp => "unreadable-date",
            Self::Boolean => "unreadable-cell",
        }
    }

    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Number(error) => error.message(),
            Self::Date => "not a date in the source's format",
            Self::AmbiguousDate => "the date is month first or day first",
            Self::Timestamp => "not an instant",
            Self::Integer => "not a whole number",
            Self::Boolean => "not yes or no",
        }
    }

    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Number(error) => error.help(),
            Self::Date => "set `date_format` (now 2026-09-30 unless set), or correct the cell",
            Self::AmbiguousDate => "set `date_format = \"%m/%d/%Y\"`, or \"%d/%m/%Y\"",
            Self::Timestamp => "write 2026-09-30T14:05:00Z, or local time without a zone",
            Self::Integer => "write the number without a fraction",
            Self::Boolean => "write true or false, or map the word in `values`",
        }
    }
}

impl CellFormat {
    /// How a workbook's own numbers and days are written.
    pub(crate) const PLAIN: Self =
        Self { date_format: None, number: NumberFormat { decimal_mark: '.', is_declared: true } };

    /// Reads a cell that is not blank.
    pub(crate) fn read(
        &self,
        column: &ColumnDef,
        is_percent: bool,
        text: &str,
        zone: Tz,
    ) -> Result<FactCell, CellError> {
        match column.column_type {
            ColumnType::Text => Ok(FactCell::Text(text.to_owned())),
            ColumnType::Date => {
                self.day(text, zone).map(FactCell::Date).ok_or_else(|| self.why_no_date(text))
            }
            ColumnType::Timestamp => self
                .instant(text, zone)
                .map(FactCell::Timestamp)
                .ok_or_else(|| self.ambiguity(text).unwrap_or(CellError::Timestamp)),
            ColumnType::Number | ColumnType::Cost => {
                let number = self.number.parse(text, is_percent).map_err(CellError::Number)?;
                Ok(FactCell::Number(number))
            }
            ColumnType::Integer => {
                let number = self.number.parse(text, is_percent).map_err(CellError::Number)?;
                let whole = number.mantissa_at(0).ok().and_then(|whole| i64::try_from(whole).ok());
                whole.map(FactCell::Integer).ok_or(CellError::Integer)
            }
            ColumnType::Boolean => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "1" => Ok(FactCell::Boolean(true)),
                "false" | "no" | "n" | "0" => Ok(FactCell::Boolean(false)),
                _ => Err(CellError::Boolean),
            },
        }
    }

    /// Reads a day; an instant with its zone is the portfolio's local day.
    fn day(&self, text: &str, zone: Tz) -> Option<NaiveDate> {
        self.date(text).or_else(|| {
            let at = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&zone).date_naive();
            YEARS.contains(&at.year()).then_some(at)
        })
    }

    /// Why a text is no day.
    pub(crate) fn why_no_date(&self, text: &str) -> CellError {
        self.ambiguity(text).unwrap_or(CellError::Date)
    }

    /// Why a day in figures is not read where no format is declared: `04/05/2026` is two days.
    fn ambiguity(&self, text: &str) -> Option<CellError> {
        let day = text.split([' ', 'T']).next()?;
        let parts = day.split(['/', '.', '-']).collect::<Vec<_>>();
        let [first, second, year] = parts.as_slice() else { return None };
        let number = |text: &str| text.parse::<u32>().ok().filter(|number| *number > 0);
        let (first, second) = (number(first)?, number(second)?);
        let is_year = matches!(year.len(), 2 | 4) && number(year).is_some();
        let is_either = first <= 12 && second <= 12 && first != second;
        (self.date_format.is_none() && is_year && is_either).then_some(CellError::AmbiguousDate)
    }

    /// Reads a day as the source writes it; of a local instant, its day.
    pub(crate) fn date(&self, text: &str) -> Option<NaiveDate> {
        let date = match self.date_format.as_deref() {
            Some(format) => NaiveDate::parse_from_str(text, format).ok()?,
            None => {
                let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
                day.or_else(|_| {
                    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").map(|at| at.date())
                })
                .ok()?
            }
        };
        YEARS.contains(&date.year()).then_some(date)
    }

    /// Reads an instant: with its zone, else in the portfolio's. A day alone is its first instant.
    fn instant(&self, text: &str, zone: Tz) -> Option<DateTime<Utc>> {
        if let Ok(at) = DateTime::parse_from_rfc3339(text) {
            return YEARS.contains(&at.year()).then(|| at.to_utc());
        }
        let local = [
            self.date_format.as_deref().unwrap_or("%Y-%m-%dT%H:%M:%S"),
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%d %H:%M",
        ];
        let at = local.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        let at = at.or_else(|| self.date(text).map(|date| date.and_time(NaiveTime::MIN)))?;
        // An hour that the clock repeats is its first pass; one that it skips does not exist.
        let at = zone.from_local_datetime(&at).earliest()?;
        YEARS.contains(&at.year()).then(|| at.to_utc())
    }
}

/// Claims that a strftime format reads back the day that it writes.
pub(crate) fn is_date_format(format: &str) -> bool {
    const SAMPLE: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 29).expect("a valid date");
    let at_noon = SAMPLE.and_hms_opt(12, 34, 56).expect("a valid time");
    if StrftimeItems::new(format).any(|item| matches!(item, Item::Error)) {
        return false;
    }
    let mut written = String::new();
    let is_written =
        std::fmt::Write::write_fmt(&mut written, format_args!("{}", at_noon.format(format)));
    is_written.is_ok() && NaiveDate::parse_from_str(&written, format) == Ok(SAMPLE)
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::Los_Angeles;
    use qd_facts::{FactCell, tables};

    use super::{CellError, CellFormat, is_date_format};
    use crate::csv::number::NumberFormat;

    fn format(date_format: Option<&str>) -> CellFormat {
        let number = NumberFormat { decimal_mark: '.', is_declared: false };
        CellFormat { date_format: date_format.map(str::to_owned), number }
    }

    #[test]
    fn dates_follow_the_declared_format() {
        let check = |date_format, text: &str, expected: Option<&str>| {
            let date = format(date_format).date(text).map(|date| date.to_string());
            assert_eq!(date.as_deref(), expected, "{text}");
        };
        check(None, "2026-09-30", Some("2026-09-30"));
        check(None, "09/30/2026", None);
        check(Some("%m/%d/%Y"), "04/01/2025", Some("2025-04-01"));
        check(Some("%m/%d/%Y"), "4/1/2025", Some("2025-04-01"));
        check(Some("%m/%d/%Y"), "31/01/2025", None);
        check(Some("%m/%d/%Y"), "04/01/25", None);
        check(None, "2026-02-30", None);
    }

    #[test]
    fn instants_fall_on_the_portfolios_clock() {
        let day = tables::find("inquiry").unwrap().column("at").unwrap();
        let cell = format(None).read(day, false, "2025-10-01T03:05:00Z", Los_Angeles);
        assert_eq!(cell, Ok(FactCell::Date("2025-09-30".parse().unwrap())));
        let at = tables::find("git_commit").unwrap().column("at").unwrap();
        let check = |text: &str, expected: &str| {
            let cell = format(None).read(at, false, text, Los_Angeles);
            let shown = match cell {
                Ok(FactCell::Timestamp(at)) => at.to_rfc3339(),
                other => format!("{other:?}"),
            };
            assert_eq!(shown, expected, "{text}");
        };
        check("2025-10-01T19:05:00Z", "2025-10-01T19:05:00+00:00");
        check("2025-10-01 12:05", "2025-10-01T19:05:00+00:00");
        check("2025-10-01", "2025-10-01T07:00:00+00:00");
        check("2026-03-08 02:30", &format!("{:?}", Err::<(), _>(CellError::Timestamp)));
        check("2026-11-01 01:30", "2026-11-01T08:30:00+00:00");
    }

    #[test]
    fn formats_are_checked() {
        for good in ["%Y-%m-%d", "%m/%d/%Y", "%d.%m.%y", "%b %d, %Y", "%m/%d/%Y %H:%M:%S"] {
            assert!(is_date_format(good), "{good}");
        }
        for bad in ["", "%m/%d", "%Q", "%", "MM/DD/YYYY"] {
            assert!(!is_date_format(bad), "{bad}");
        }
    }
}
