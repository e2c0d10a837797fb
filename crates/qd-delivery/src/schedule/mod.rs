//! When reports are due, by wall clocks that skip and repeat hours.
//!
//! A time that a zone skips in spring is due at the first moment after the gap; one that it has twice in
//! autumn is due the first time only. An occurrence is dealt with once: of those that were missed only
//! the last counts, so that nothing is caught up in a burst, and a clock that goes back finds it done.
//! No clock here: the instant is an argument.

mod cron;

#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use qd_model::{Calendar, Month, Period, PeriodKind, ReportId};

pub use cron::{Cron, CronError};

/// How far ahead or back an occurrence is looked for: past the longest wait for a 29th of February.
const MAX_DAYS: u64 = 3_000;
/// The longest gap of a zone that is looked past: two left out a whole day.
const MAX_GAP_MINUTES: i64 = 26 * 60;
/// How late a run may start and still be on time.
const GRACE: TimeDelta = TimeDelta::minutes(15);

/// The days and times at which a report is due.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum When {
    /// As cron says.
    Cron(Cron),
    /// On the last day of each month.
    LastDay(NaiveTime),
    /// So many days after the last day of each of the report's periods.
    AfterPeriod {
        /// How many days.
        days: u32,
        /// At what time.
        time: NaiveTime,
    },
}

/// What becomes of an occurrence that nobody was there for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missed {
    /// It runs as soon as somebody is, if it is not too late.
    Run {
        /// From when on it is; `None` for never.
        within: Option<TimeDelta>,
    },
    /// It is left out, which is an alarm.
    Skip,
}

/// What a scheduled report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Covers {
    /// The last period that ends on or before the day.
    #[default]
    LastPeriod,
    /// The period that the day falls in, to that day.
    RunningPeriod,
}

/// A report's schedule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// The report.
    pub report: ReportId,
    /// When it is due.
    pub when: When,
    /// By which clock.
    pub zone: Tz,
    /// What becomes of what was missed.
    pub missed: Missed,
    /// What it is about.
    pub covers: Covers,
}

/// What a report's periods are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Periods {
    /// Their length.
    pub kind: PeriodKind,
    /// When the portfolio's year starts.
    pub calendar: Calendar,
}

/// One time at which a report is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Occurrence {
    /// When.
    pub at: DateTime<Utc>,
    /// The last day that the report looks at.
    pub as_of: NaiveDate,
    /// What it is about.
    pub period: Period,
}

/// Whether something is to be done now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Due {
    /// The schedule is new: what lies before this moment is none of its business.
    New,
    /// Nothing.
    NotYet,
    /// The report.
    Now(Occurrence),
    /// Nothing any more: nobody was there in time.
    TooLate(Occurrence),
}

impl Schedule {
    /// What makes it the same schedule in the next run: a changed one begins anew.
    pub fn key(&self) -> String {
        format!("{} {self}", self.report)
    }

    /// The first occurrence after an instant.
    pub fn next_after(&self, after: DateTime<Utc>, periods: Periods) -> Option<Occurrence> {
        let first = self.local_day(after).checked_sub_days(Days::new(2))?;
        let days = (0..MAX_DAYS).map_while(|n| first.checked_add_days(Days::new(n)));
        let mut instants = days.flat_map(|day| self.instants_on(day, periods));
        instants.find(|(at, _)| *at > after).map(|(at, day)| self.occurrence(at, day, periods))
    }

    /// The last occurrence at or before an instant.
    pub fn last_until(&self, until: DateTime<Utc>, periods: Periods) -> Option<Occurrence> {
        let last = self.local_day(until).checked_add_days(Days::new(1))?;
        let days = (0..MAX_DAYS).map_while(|n| last.checked_sub_days(Days::new(n)));
        let mut instants = days.flat_map(|day| {
            let mut instants = self.instants_on(day, periods);
            instants.reverse();
            instants
        });
        instants.find(|(at, _)| *at <= until).map(|(at, day)| self.occurrence(at, day, periods))
    }

    /// Says what is to be done now, where `seen` is the last occurrence that was dealt with or, for one
    /// that had none yet, the moment from which the schedule is known.
    pub fn due(&self, seen: Option<DateTime<Utc>>, now: DateTime<Utc>, periods: Periods) -> Due {
        let Some(seen) = seen else { return Due::New };
        let Some(last) = self.last_until(now, periods).filter(|last| last.at > seen) else {
            return Due::NotYet;
        };
        let late = now - last.at;
        let is_in_time = match self.missed {
            _ if late <= GRACE => true,
            Missed::Run { within } => within.is_none_or(|within| late <= within),
            Missed::Skip => false,
        };
        if is_in_time { Due::Now(last) } else { Due::TooLate(last) }
    }

    /// How many days after its period it is due, where it is due by that.
    fn days_after(&self) -> u32 {
        match self.when {
            When::AfterPeriod { days, .. } => days,
            When::Cron(_) | When::LastDay(_) => 0,
        }
    }

    fn local_day(&self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.zone).date_naive()
    }

    /// The instants of a local day, in order, each with the day.
    fn instants_on(&self, day: NaiveDate, periods: Periods) -> Vec<(DateTime<Utc>, NaiveDate)> {
        let times = match &self.when {
            When::Cron(cron) => cron.times_on(day),
            When::LastDay(time) if Month::of(day).last() == day => vec![*time],
            When::AfterPeriod { days, time } if ends_before(day, *days, periods) => vec![*time],
            When::LastDay(_) | When::AfterPeriod { .. } => vec![],
        };
        let instants = times.into_iter().filter_map(|time| instant(self.zone, day, time));
        let mut instants = instants.map(|at| (at, day)).collect::<Vec<_>>();
        // Two times of one gap are one moment.
        instants.dedup_by_key(|(at, _)| *at);
        instants
    }

    fn occurrence(&self, at: DateTime<Utc>, day: NaiveDate, periods: Periods) -> Occurrence {
        let Periods { kind, calendar } = periods;
        let running = Period::containing(kind, day, calendar);
        let last_day = |period: Period| period.span(calendar).1 - Days::new(1);
        let (as_of, period) = match self.covers {
            Covers::RunningPeriod => (day, running),
            Covers::LastPeriod if self.days_after() > 0 => {
                let end = day - Days::new(self.days_after().into());
                (end, Period::containing(kind, end, calendar))
            }
            Covers::LastPeriod if last_day(running) == day => (day, running),
            Covers::LastPeriod => {
                let before = running.span(calendar).0 - Days::new(1);
                // Of periods that overlap, such as years to date, the one that ends with a month.
                let before = match kind {
                    PeriodKind::Fytd | PeriodKind::T12m => Month::of(day).plus(-1).last(),
                    _ => before,
                };
                (before, Period::containing(kind, before, calendar))
            }
        };
        Occurrence { at, as_of, period }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.when {
            When::Cron(cron) => write!(f, "cron {cron}")?,
            When::LastDay(time) => write!(f, "last-day {}", time.format("%H:%M"))?,
            When::AfterPeriod { days, time } => {
                write!(f, "{days} days after period end {}", time.format("%H:%M"))?;
            }
        }
        write!(f, " {}", self.zone.name())
    }
}

/// Claims that a period's last day lies so many days before a day.
fn ends_before(day: NaiveDate, n_days: u32, periods: Periods) -> bool {
    let Some(end) = day.checked_sub_days(Days::new(n_days.into())) else { return false };
    let Periods { kind, calendar } = periods;
    let last = match kind {
        PeriodKind::Fytd | PeriodKind::T12m => Month::of(end).last(),
        _ => Period::containing(kind, end, calendar).span(calendar).1 - Days::new(1),
    };
    last == end
}

/// The instant of a local time: the first of two, or the end of the gap that it lies in.
fn instant(zone: Tz, day: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
    let local = day.and_time(time);
    let moments = (0..=MAX_GAP_MINUTES).map(|minutes| local + TimeDelta::minutes(minutes));
    moments.map(|moment| zone.from_local_datetime(&moment).earliest()).find_map(|found| {
        found.map(|found| {
            let offset = TimeDelta::seconds(found.offset().fix().local_minus_utc().into());
            (found.naive_local() - offset).and_utc()
        })
    })
}
