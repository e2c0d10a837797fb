//! The five fields of cron: minute, hour, day of month, month, day of week.
//!
//! The syntax is that of crontab(5) without its nicknames: `*`, lists, ranges, steps over either, and
//! three-letter names of months and days. Where both day fields are restricted, one of them is enough,
//! as in every cron since Vixie's.

use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveTime};

/// Minutes, hours and days on which something is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cron {
    text: String,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Claims that one of the two day fields begins with `*`, so that both have to fit.
    needs_both_days: bool,
}

/// Why a text is no cron expression.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{0}")]
pub struct CronError(pub String);

/// A field: its name for people, its bounds, and the words that stand for numbers from the lower one.
struct Field {
    name: &'static str,
    low: u32,
    high: u32,
    words: &'static [&'static str],
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const FIELDS: [Field; 5] = [
    Field { name: "minute", low: 0, high: 59, words: &[] },
    Field { name: "hour", low: 0, high: 23, words: &[] },
    Field { name: "day of month", low: 1, high: 31, words: &[] },
    Field { name: "month", low: 1, high: 12, words: &MONTHS },
    // Sunday is 0 and 7.
    Field { name: "day of week", low: 0, high: 7, words: &WEEKDAYS },
];

/// The longest expression that is read; every minute listed is shorter.
const MAX_LENGTH: usize = 500;

impl Cron {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        let words = text.split_ascii_whitespace().collect::<Vec<_>>();
        let [minute, hour, day, month, weekday] = words.as_slice() else {
            let found = words.len();
            return Err(CronError(format!(
                "it has five fields (minute, hour, day of month, month, day of week), found: {found}"
            )));
        };
        if text.len() > MAX_LENGTH {
            return Err(CronError(format!("it is longer than {MAX_LENGTH} characters")));
        }
        let weekdays = FIELDS[4].read(weekday)?;
        Ok(Self {
            text: words.join(" "),
            minutes: FIELDS[0].read(minute)?,
            hours: FIELDS[1].read(hour)?,
            days: FIELDS[2].read(day)?,
            months: FIELDS[3].read(month)?,
            weekdays: (weekdays | weekdays >> 7) & 0x7f,
            needs_both_days: day.starts_with('*') || weekday.starts_with('*'),
        })
    }

    /// Claims that there is a day that fits: the 31st of February never comes.
    pub fn is_ever(&self) -> bool {
        // Every kind of year: four of each run through all weekdays of a 29th of February.
        let days = NaiveDate::from_ymd_opt(2000, 1, 1).into_iter();
        let days = days.flat_map(|first| first.iter_days());
        days.take(29 * 366).any(|day| self.fits(day))
    }

    /// The times of a day, in order; none if the day does not fit.
    pub(super) fn times_on(&self, day: NaiveDate) -> Vec<NaiveTime> {
        if !self.fits(day) {
            return vec![];
        }
        let hours = (0..24).filter(|hour| has(self.hours, *hour));
        let times = hours.flat_map(|hour| {
            let minutes = (0..60).filter(|minute| has(self.minutes, *minute));
            minutes.filter_map(move |minute| NaiveTime::from_hms_opt(hour, minute, 0))
        });
        times.collect()
    }

    pub(super) fn fits(&self, day: NaiveDate) -> bool {
        let of_month = has(self.days, day.day());
        let of_week = has(self.weekdays, day.weekday().num_days_from_sunday());
        let is_day = if self.needs_both_days { of_month && of_week } else { of_month || of_week };
        is_day && has(self.months, day.month())
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn has(set: u64, number: u32) -> bool {
    set & (1 << number) != 0
}

impl Field {
    /// The numbers of a field as a set of bits.
    fn read(&self, text: &str) -> Result<u64, CronError> {
        text.split(',').try_fold(0, |set, item| Ok(set | self.item(item)?))
    }

    fn item(&self, item: &str) -> Result<u64, CronError> {
        let (span, step) = match item.split_once('/') {
            None => (item, 1),
            Some((span, step)) => {
                let number = step.parse::<u32>().ok().filter(|step| (1..=60).contains(step));
                (span, number.ok_or_else(|| self.wrong(item))?)
            }
        };
        let (low, high) = match span.split_once('-') {
            _ if span == "*" => (self.low, self.high),
            Some((low, high)) => (self.number(low, item)?, self.number(high, item)?),
            // A step over one number would mean something else in every cron.
            None if item.contains('/') => return Err(self.wrong(item)),
            None => (self.number(span, item)?, self.number(span, item)?),
        };
        if low > high {
            return Err(self.wrong(item));
        }
        Ok((low..=high).step_by(step as usize).fold(0, |set, number| set | 1 << number))
    }

    fn number(&self, text: &str, item: &str) -> Result<u32, CronError> {
        let word = text.to_ascii_lowercase();
        let named = self.words.iter().position(|known| *known == word);
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = match named {
            Some(index) => u32::try_from(index).ok().map(|index| self.low + index),
            None => text.parse().ok().filter(|_| is_digits),
        };
        number
            .filter(|number| (self.low..=self.high).contains(number))
            .ok_or_else(|| self.wrong(item))
    }

    fn wrong(&self, item: &str) -> CronError {
        let Self { name, low, high, .. } = self;
        CronError(format!(
            "its {name} is from {low} to {high}, `*`, or a range, list or step of these, found: {item}"
        ))
    }
}
