//! The schedules of a portfolio, with the periods of their reports, and where each stands.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use qd_delivery::schedule::{Due, Occurrence, Periods, Schedule};
use qd_delivery::{Done, Outbox, ScheduleRecord};
use qd_model::ReportId;
use qd_report::Template;
use serde::Serialize;

use crate::config::{Config, nearest};
use crate::mail::delivery_problem;
use crate::problem::Problem;
use crate::run::{load_catalog, templates};

/// A scheduled report.
pub(crate) struct Job<'a> {
    pub(crate) schedule: &'a Schedule,
    pub(crate) periods: Periods,
}

/// A report that is due and not out.
#[derive(Serialize)]
pub(crate) struct Overdue {
    pub(crate) report: String,
    pub(crate) due: DateTime<Utc>,
    pub(crate) why: String,
}

/// The schedules of a configuration; a report that there is not is a mistake.
pub(crate) fn jobs(config: &Config) -> Result<Vec<Job<'_>>, Problem> {
    if config.schedules.is_empty() {
        return Ok(Vec::new());
    }
    let templates = templates(&load_catalog(config)?)?;
    let calendar = config.calendar;
    let job = |schedule| {
        let template = template(&templates, schedule)?;
        Ok(Job { schedule, periods: Periods { kind: template.period, calendar } })
    };
    config.schedules.iter().map(job).collect()
}

fn template<'t>(
    templates: &'t BTreeMap<ReportId, Template>,
    schedule: &Schedule,
) -> Result<&'t Template, Problem> {
    let name = schedule.report.as_str();
    templates.get(&schedule.report).ok_or_else(|| {
        let known = templates.keys().map(ReportId::as_str).collect::<Vec<_>>();
        let help = nearest(name, known.iter().copied()).map_or_else(
            || format!("reports: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("a [[schedule]] names no report: {name}");
        Problem::usage("unknown-report", message, help)
    })
}

impl Job<'_> {
    /// The first occurrence after an instant.
    pub(crate) fn next_after(&self, after: DateTime<Utc>) -> Option<Occurrence> {
        self.schedule.next_after(after, self.periods)
    }

    /// What is to be done now.
    pub(crate) fn due(&self, outbox: &Outbox, now: DateTime<Utc>) -> Result<Due, Problem> {
        let record = self.record(outbox)?;
        Ok(self.schedule.due(record.map(|record| record.due), now, self.periods))
    }

    /// Why the report is overdue, if it is. A schedule that no run has seen yet is nobody's yet.
    pub(crate) fn overdue(
        &self,
        outbox: &Outbox,
        now: DateTime<Utc>,
    ) -> Result<Option<Overdue>, Problem> {
        let Some(record) = self.record(outbox)? else { return Ok(None) };
        let report = self.schedule.report.to_string();
        let of = |due, why| Some(Overdue { report, due, why });
        Ok(match self.schedule.due(Some(record.due), now, self.periods) {
            Due::Now(occurrence) | Due::TooLate(occurrence) => {
                of(occurrence.at, "nobody ran the schedule".to_owned())
            }
            Due::New | Due::NotYet => match record.done {
                Done::New | Done::Sent => None,
                Done::Incomplete | Done::Missed => of(record.due, record.note),
            },
        })
    }

    fn record(&self, outbox: &Outbox) -> Result<Option<ScheduleRecord>, Problem> {
        outbox.schedule_record(&self.schedule.key()).map_err(delivery_problem)
    }

    /// Keeps how an occurrence ended.
    pub(crate) fn record_end(
        &self,
        outbox: &mut Outbox,
        due: DateTime<Utc>,
        now: DateTime<Utc>,
        (done, note): (Done, &str),
    ) -> Result<(), Problem> {
        let (schedule, note) = (self.schedule.key(), note.to_owned());
        let record = ScheduleRecord { schedule, due, at: now, done, note };
        outbox.record_schedule(&record).map_err(delivery_problem)
    }
}
