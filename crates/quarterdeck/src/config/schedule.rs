//! `[[schedule]]`: when reports are due, by whose clock, and what becomes of what was missed.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use qd_delivery::schedule::{Covers, Cron, Missed, Schedule, When};
use qd_model::ReportId;

use super::section::Section;
use super::{Reader, timezone_or};

/// How a day is written that cron cannot say.
const ON: &str = "\"last-day\" or \"3 days after period end\"";
/// The latest day after a period.
const MAX_DAYS: u32 = 366;

impl Reader<'_> {
    pub(super) fn schedules(&mut self, zone: Tz) -> Vec<Schedule> {
        let mut schedules = Vec::new();
        for mut section in self.tables("schedule") {
            let reports = reports(&mut section);
            let when = when(&mut section);
            let zone = timezone_or(&mut section, zone.name());
            let missed = missed(&mut section);
            let covers = match section.text("covers").as_deref() {
                None | Some("last-period") => Covers::LastPeriod,
                Some("running-period") => Covers::RunningPeriod,
                Some(other) => {
                    let message =
                        format!("`covers` is the last or the running period, found: {other}");
                    let help = "use \"last-period\" (the last that ended) or \"running-period\"";
                    section.wrong("covers", "wrong-value", message, help);
                    Covers::LastPeriod
                }
            };
            if let (Some(when), Some(zone)) = (when, zone) {
                let schedule =
                    |report| Schedule { report, when: when.clone(), zone, missed, covers };
                schedules.extend(reports.into_iter().map(schedule));
            }
            self.mistakes.extend(section.finish(&[]));
        }
        schedules
    }
}

fn reports(section: &mut Section<'_>) -> Vec<ReportId> {
    let mut reports = Vec::new();
    let one = section.text("report").map(|name| ("report", name));
    let names = section.texts("reports").into_iter().map(|name| ("reports", name));
    for (key, name) in one.into_iter().chain(names) {
        match ReportId::new(&name) {
            Ok(report) => reports.push(report),
            Err(error) => {
                let help = "use a report's id; `quarterdeck catalog list` names them";
                section.wrong(key, "wrong-id", format!("a report: {error}"), help);
            }
        }
    }
    if !section.has("report") && !section.has("reports") {
        let help = "add `report = \"cfo\"`, or `reports = [\"ceo\", \"cfo\"]`";
        section.wrong("report", "missing-key", "[[schedule]] names no report", help);
    }
    reports
}

fn when(section: &mut Section<'_>) -> Option<When> {
    let (cron, on, at) = (section.text("cron"), section.text("on"), section.text("at"));
    match (cron, on) {
        (Some(text), None) => {
            if at.is_some() {
                let message = "`cron` has its time in itself";
                section.wrong(
                    "at",
                    "wrong-value",
                    message,
                    "take `at` out, or write `on` instead of `cron`",
                );
            }
            match Cron::parse(&text) {
                Ok(cron) if cron.is_ever() => Some(When::Cron(cron)),
                Ok(_) => {
                    let message = format!("no day is ever as `cron` says: {text}");
                    section.wrong(
                        "cron",
                        "wrong-cron",
                        message,
                        "the last day of a month is `on = \"last-day\"`",
                    );
                    None
                }
                Err(error) => {
                    let message = format!("`cron` cannot be read: {error}");
                    section.wrong(
                        "cron",
                        "wrong-cron",
                        message,
                        "write `0 7 1 * *` for 7:00 on the first of each month",
                    );
                    None
                }
            }
        }
        (None, Some(on)) => {
            let time = at.as_deref().and_then(time);
            if time.is_none() {
                let message = format!(
                    "`at` is a time such as \"07:00\", found: {}",
                    at.as_deref().unwrap_or("nothing")
                );
                section.wrong("at", "wrong-value", message, "add `at = \"07:00\"`");
            }
            let day = day(&on);
            if day.is_none() {
                section.wrong(
                    "on",
                    "wrong-value",
                    format!("`on` is {ON}, found: {on}"),
                    "write one of the two, or use `cron`",
                );
            }
            match (day?, time?) {
                (None, time) => Some(When::LastDay(time)),
                (Some(days), time) => Some(When::AfterPeriod { days, time }),
            }
        }
        (None, None) => {
            let help = "add `cron = \"0 7 1 * *\"`, or `on = \"last-day\"` with `at = \"18:00\"`";
            section.wrong("cron", "missing-key", "[[schedule]] does not say when", help);
            None
        }
        (Some(_), Some(_)) => {
            let message = "[[schedule]] has both `cron` and `on`";
            section.wrong("on", "wrong-value", message, "keep one of the two");
            None
        }
    }
}

/// Reads `last-day` as `Some(None)`, `3 days after period end` as the number of days.
#[expect(
    clippy::option_option,
    reason = "outside: whether it reads; inside: which of the two it is"
)]
fn day(text: &str) -> Option<Option<u32>> {
    let words = text.split_whitespace().collect::<Vec<_>>();
    match words.as_slice() {
        ["last-day"] => Some(None),
        [days, "day" | "days", "after", "period", "end"] => {
            let days = days.parse().ok().filter(|days| *days <= MAX_DAYS)?;
            Some(Some(days))
        }
        _ => None,
    }
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5)
}

fn missed(section: &mut Section<'_>) -> Missed {
    let hours = section.number("within_hours").and_then(|number| {
        let hours = number.mantissa_at(0).ok().and_then(|hours| i64::try_from(hours).ok());
        let hours = hours.filter(|hours| (1..=24 * 366).contains(hours));
        if hours.is_none() {
            let message =
                format!("`within_hours` is a whole number of hours from 1 on, found: {number}");
            section.wrong("within_hours", "wrong-value", message, "write 24 for a day");
        }
        hours.map(TimeDelta::hours)
    });
    match section.text("missed").as_deref() {
        None | Some("run") => Missed::Run { within: hours },
        Some("skip") => Missed::Skip,
        Some(other) => {
            let message = format!("`missed` takes \"run\" or \"skip\", found: {other}");
            section.wrong(
                "missed",
                "wrong-value",
                message,
                "run makes up for the last one that was missed; skip raises an alarm",
            );
            Missed::Skip
        }
    }
}
