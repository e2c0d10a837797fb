use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use qd_model::{Calendar, Period, PeriodKind, ReportId};

use super::{Covers, Cron, Due, Missed, Periods, Schedule, When};

const MONTHS: Periods =
    Periods { kind: PeriodKind::Month, calendar: Calendar { fiscal_year_start: 1 } };

fn schedule(when: When, zone: &str) -> Schedule {
    Schedule {
        report: ReportId::new("cfo").unwrap(),
        when,
        zone: zone.parse().unwrap(),
        missed: Missed::Run { within: None },
        covers: Covers::LastPeriod,
    }
}

fn cron(text: &str, zone: &str) -> Schedule {
    schedule(When::Cron(Cron::parse(text).unwrap()), zone)
}

fn instant(text: &str) -> DateTime<Utc> {
    let text = text.strip_suffix('Z').unwrap();
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap().and_utc()
}

/// The next occurrences after an instant, as they are written.
fn next(schedule: &Schedule, after: &str, n: usize) -> Vec<String> {
    let (mut after, mut found) = (instant(after), vec![]);
    for _ in 0..n {
        let next = schedule.next_after(after, MONTHS).unwrap();
        after = next.at;
        found.push(next.at.format("%Y-%m-%dT%H:%MZ").to_string());
    }
    found
}

#[test]
fn another_program_finds_the_same_times() {
    let lines = include_str!("../../tests/schedules/croniter.txt").lines();
    let lines = lines.filter(|line| !line.starts_with('#')).collect::<Vec<_>>();
    assert!(lines.len() > 50);
    for line in lines {
        let fields = line.split('|').collect::<Vec<_>>();
        let schedule = cron(fields[0], fields[1]);
        assert_eq!(next(&schedule, fields[2], 4), fields[3..], "{line}");
    }
}

#[test]
fn an_expression_is_read_as_crontab_says_or_refused() {
    for good in ["* * * * *", "0 0 1 JAN Sun", "0-59/7 */5 1-31 1,2,12 0-7", "5 4 * * 7"] {
        assert!(Cron::parse(good).is_ok(), "{good}");
    }
    assert!(Cron::parse("0 6 * * 7").unwrap().fits(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()));
    for (bad, part) in [
        ("", "five fields"),
        ("0 7 1 *", "found: 4"),
        ("0 7 1 * * *", "found: 6"),
        ("60 7 1 * *", "minute is from 0 to 59"),
        ("0 24 1 * *", "hour is from 0 to 23"),
        ("0 7 0 * *", "day of month is from 1 to 31"),
        ("0 7 1 13 *", "month is from 1 to 12"),
        ("0 7 * * 8", "day of week"),
        ("0 7 5-1 * *", "found: 5-1"),
        ("*/0 7 * * *", "found: */0"),
        ("5/2 7 * * *", "found: 5/2"),
        ("1, 7 * * *", "minute"),
        ("-1 7 * * *", "minute"),
        ("+1 7 * * *", "minute"),
        ("0 7 L * *", "found: L"),
        ("@daily 1 2 3 4", "minute"),
        ("0 7 * febr *", "month"),
    ] {
        let error = Cron::parse(bad).unwrap_err();
        assert!(error.0.contains(part), "{bad}: {error}");
    }
    assert!(Cron::parse(&format!("{} 1 1 1 1", "1,".repeat(400))).is_err());
    assert!(!Cron::parse("0 0 31 2,4,6 *").unwrap().is_ever());
    assert!(Cron::parse("0 0 29 2 mon").unwrap().is_ever());
    // Both day fields restricted: one of them is enough, unless one begins with a star.
    assert_eq!(next(&cron("0 8 13 * fri", "UTC"), "2026-11-01T00:00Z", 3).len(), 3);
    assert_eq!(next(&cron("0 8 13 * fri", "UTC"), "2026-11-07T00:00Z", 1), ["2026-11-13T08:00Z"]);
    assert_eq!(next(&cron("0 8 */2 * fri", "UTC"), "2026-11-07T00:00Z", 1), ["2026-11-13T08:00Z"]);
}

#[test]
fn row_12_a_time_that_spring_skips_is_due_once_when_the_gap_ends() {
    // Los Angeles: 2026-03-08, 2:00 to 3:00 does not exist.
    let zone = "America/Los_Angeles";
    let found = next(&cron("30 2 * * *", zone), "2026-03-07T12:00Z", 3);
    assert_eq!(found, ["2026-03-08T10:00Z", "2026-03-09T09:30Z", "2026-03-10T09:30Z"]);
    let found = next(&cron("*/15 2 * * *", zone), "2026-03-07T12:00Z", 2);
    assert_eq!(found, ["2026-03-08T10:00Z", "2026-03-09T09:00Z"]);
    // Half an hour of it on Lord Howe Island: 2026-10-04, 2:00 to 2:30.
    let found = next(&cron("15 2 * * *", "Australia/Lord_Howe"), "2026-10-02T20:00Z", 2);
    assert_eq!(found, ["2026-10-03T15:30Z", "2026-10-04T15:15Z"]);
    // Samoa had no 30th of December 2011 at all.
    let found = next(&cron("0 9 30 12 *", "Pacific/Apia"), "2011-12-01T00:00Z", 1);
    assert_eq!(found, ["2011-12-30T10:00Z"]);
}

#[test]
fn row_12_a_time_that_autumn_repeats_is_due_the_first_time_only() {
    // Los Angeles: 2026-11-01, 1:00 to 2:00 comes twice.
    let zone = "America/Los_Angeles";
    let found = next(&cron("30 1 * * *", zone), "2026-10-31T12:00Z", 2);
    assert_eq!(found, ["2026-11-01T08:30Z", "2026-11-02T09:30Z"]);
    // A restart in the second hour finds it done.
    let schedule = cron("30 1 * * *", zone);
    let seen = Some(instant("2026-11-01T08:30Z"));
    assert_eq!(schedule.due(seen, instant("2026-11-01T09:30Z"), MONTHS), Due::NotYet);
}

#[test]
fn last_days_and_days_after_a_period_are_what_cron_cannot_say() {
    let at = |text: &str| text.parse().unwrap();
    let last = schedule(When::LastDay(at("18:00:00")), "UTC");
    let found = next(&last, "2028-01-15T00:00Z", 3);
    assert_eq!(found, ["2028-01-31T18:00Z", "2028-02-29T18:00Z", "2028-03-31T18:00Z"]);
    let after = schedule(When::AfterPeriod { days: 5, time: at("07:00:00") }, "UTC");
    let found = next(&after, "2026-09-15T00:00Z", 2);
    assert_eq!(found, ["2026-10-05T07:00Z", "2026-11-05T07:00Z"]);
    // What it is about is the period that ended, looked at from its last day.
    let occurrence = after.next_after(instant("2026-09-15T00:00Z"), MONTHS).unwrap();
    assert_eq!(
        (occurrence.as_of.to_string(), occurrence.period.to_string()),
        ("2026-09-30".into(), "2026-09".into())
    );
    // Quarters and weeks have their own ends, and years may begin in July.
    let of = |kind, start| {
        let periods = Periods { kind, calendar: Calendar { fiscal_year_start: start } };
        let occurrence = after.next_after(instant("2026-09-15T00:00Z"), periods).unwrap();
        (occurrence.at.date_naive().to_string(), occurrence.period.to_string())
    };
    let expected = |day: &str, period: &str| (day.to_owned(), period.to_owned());
    assert_eq!(of(PeriodKind::Quarter, 1), expected("2026-10-05", "FY2026-Q3"));
    assert_eq!(of(PeriodKind::Year, 7), expected("2027-07-05", "FY2027"));
    assert_eq!(of(PeriodKind::Week, 1), expected("2026-09-18", "2026-W37"));
    assert_eq!(of(PeriodKind::Fytd, 1), expected("2026-10-05", "2026-09-FYTD"));
    assert_eq!(of(PeriodKind::Day, 1), expected("2026-09-15", "2026-09-10"));
}

#[test]
fn a_report_is_about_the_last_period_that_ended_unless_it_asks_for_the_running_one() {
    let about = |schedule: &Schedule, after: &str| {
        let occurrence = schedule.next_after(instant(after), MONTHS).unwrap();
        (occurrence.as_of.to_string(), occurrence.period)
    };
    let period = |key: &str| Period::parse(key).unwrap();
    let first = cron("0 7 1 * *", "America/Los_Angeles");
    let expected = ("2026-09-30".to_owned(), period("2026-09"));
    assert_eq!(about(&first, "2026-09-15T00:00Z"), expected);
    let running = Schedule { covers: Covers::RunningPeriod, ..first.clone() };
    let expected = ("2026-10-01".to_owned(), period("2026-10"));
    assert_eq!(about(&running, "2026-09-15T00:00Z"), expected);
    // On its last day a period has ended.
    let last = schedule(When::LastDay("18:00:00".parse().unwrap()), "UTC");
    assert_eq!(about(&last, "2026-09-15T00:00Z"), ("2026-09-30".to_owned(), period("2026-09")));
}

#[test]
fn row_12_what_was_missed_runs_once_or_is_too_late_and_nothing_is_caught_up() {
    let daily = cron("0 7 * * *", "UTC");
    let now = instant("2026-11-24T12:00Z");
    // A schedule that nobody knew yet owes nothing for the time before.
    assert_eq!(daily.due(None, now, MONTHS), Due::New);
    let seen = Some(instant("2026-11-20T07:00Z"));
    let at = |due: Due| match due {
        Due::Now(occurrence) => format!("now {}", occurrence.at.format("%m-%d")),
        Due::TooLate(occurrence) => format!("too late {}", occurrence.at.format("%m-%d")),
        other => format!("{other:?}"),
    };
    // Four were missed; the last one runs.
    assert_eq!(at(daily.due(seen, now, MONTHS)), "now 11-24");
    let within = |hours| Schedule {
        missed: Missed::Run { within: Some(TimeDelta::hours(hours)) },
        ..daily.clone()
    };
    assert_eq!(at(within(5).due(seen, now, MONTHS)), "now 11-24");
    assert_eq!(at(within(4).due(seen, now, MONTHS)), "too late 11-24");
    let skip = Schedule { missed: Missed::Skip, ..daily.clone() };
    assert_eq!(at(skip.due(seen, now, MONTHS)), "too late 11-24");
    // A few minutes are not late.
    assert_eq!(at(skip.due(seen, instant("2026-11-24T07:10Z"), MONTHS)), "now 11-24");
    // Done is done, also when the clock goes back.
    let seen = Some(instant("2026-11-24T07:00Z"));
    for now in ["2026-11-24T12:00Z", "2026-11-24T06:00Z", "2026-11-21T12:00Z"] {
        assert_eq!(daily.due(seen, instant(now), MONTHS), Due::NotYet, "{now}");
    }
}

#[test]
fn the_outbox_remembers_what_was_done_and_forgets_nothing_later() {
    use crate::sample::Sample;
    use crate::{Done, ScheduleRecord};

    let mut sample = Sample::new();
    let key = cron("0 7 1 * *", "America/Los_Angeles").key();
    assert_eq!(key, "cfo cron 0 7 1 * * America/Los_Angeles");
    assert_eq!(sample.outbox.schedule_record(&key).unwrap(), None);
    let record = |due: &str, done| ScheduleRecord {
        schedule: key.clone(),
        due: instant(due),
        at: instant(due),
        done,
        note: String::new(),
    };
    let later = record("2026-11-01T14:00Z", Done::Sent);
    sample.outbox.record_schedule(&later).unwrap();
    sample.outbox.record_schedule(&record("2026-10-01T14:00Z", Done::Missed)).unwrap();
    sample.reopen();
    assert_eq!(sample.outbox.schedule_record(&key).unwrap(), Some(later));
}

/// Whether a field of cron has a number, read in the plainest way.
fn plainly(field: &str, number: u32, low: u32, high: u32) -> bool {
    field.split(',').any(|item| {
        let (span, step) = item.split_once('/').unwrap_or((item, "1"));
        let (from, to) = match span.split_once('-') {
            _ if span == "*" => (low, high),
            Some((from, to)) => (from.parse().unwrap(), to.parse().unwrap()),
            None => (span.parse().unwrap(), span.parse().unwrap()),
        };
        (from..=to).contains(&number) && (number - from).is_multiple_of(step.parse().unwrap())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Minute by minute over five weeks, on a clock without gaps.
    #[test]
    fn occurrences_are_all_the_minutes_that_fit_and_no_other(
        minute in "(\\*/(7|20)|5|0,30|10-40/15)",
        hour in "(\\*/6|7|0-23/11|3,21)",
        day in "(\\*|1|13,28|\\*/9|5-20/5)",
        month in "(\\*|2|1-6|12)",
        weekday in "(\\*|1|5,6|1-5/2)",
        start in 0i64..500_000,
    ) {
        let schedule = cron(&format!("{minute} {hour} {day} {month} {weekday}"), "UTC");
        let after = instant("2026-01-01T00:00Z") + TimeDelta::minutes(start);
        let fits = |at: &DateTime<Utc>| {
            use chrono::{Datelike, Timelike};
            let of_month = plainly(&day, at.day(), 1, 31);
            let of_week = plainly(&weekday, at.weekday().num_days_from_sunday(), 0, 6);
            let is_day = match day.starts_with('*') || weekday.starts_with('*') {
                true => of_month && of_week,
                false => of_month || of_week,
            };
            is_day
                && plainly(&minute, at.minute(), 0, 59)
                && plainly(&hour, at.hour(), 0, 23)
                && plainly(&month, at.month(), 1, 12)
        };
        let minutes = (1..40_000).map(|n| after + TimeDelta::minutes(n));
        let expected = minutes.clone().filter(fits).take(5).collect::<Vec<_>>();
        let mut found = vec![];
        let mut at = after;
        while found.len() < expected.len() {
            at = schedule.next_after(at, MONTHS).unwrap().at;
            found.push(at);
        }
        prop_assert_eq!(&found, &expected);
        // Looking back finds the same.
        for pair in expected.windows(2) {
            let before = pair[1] - TimeDelta::minutes(1);
            prop_assert_eq!(schedule.last_until(before, MONTHS).unwrap().at, pair[0]);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9*/, a-z-]{0,40}|\\PC{0,20}") {
        drop(Cron::parse(&text));
    }

    /// In every zone and year, looking forward and looking back agree and time goes on.
    #[test]
    fn forward_and_back_agree_in_every_zone(
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        days in 0i64..20_000,
        hour in 0u32..24,
    ) {
        let schedule = Schedule { zone, ..cron(&format!("30 {hour} * * *"), "UTC") };
        let after = instant("1990-01-01T00:00Z") + TimeDelta::days(days);
        let next = schedule.next_after(after, MONTHS).unwrap();
        prop_assert!(next.at > after && next.at - after < TimeDelta::hours(51));
        prop_assert_eq!(schedule.last_until(next.at, MONTHS), Some(next));
        let _: Tz = zone;
    }
}
