//! The world outside the run: clock, environment variables, env files. Only the binary reads them.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Reads the clock, once a run.
#[expect(clippy::disallowed_methods, reason = "the binary gives the run its one instant")]
pub(crate) fn now() -> DateTime<Utc> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since_epoch.as_secs()).unwrap_or_default();
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

/// Reads the environment variables that configure delivery.
pub(crate) fn variables() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// The day that a run looks from, and its one instant: the clock's, or the end of the given day.
pub(crate) fn run_time(given: Option<NaiveDate>, zone: Tz) -> (NaiveDate, DateTime<Utc>) {
    match given {
        None => {
            let instant = now();
            (instant.with_timezone(&zone).date_naive(), instant)
        }
        Some(day) => {
            let end = NaiveTime::from_hms_opt(23, 59, 59).expect("a valid time");
            let local = zone.from_local_datetime(&day.and_time(end));
            let instant =
                local.latest().map_or_else(|| day.and_time(end).and_utc(), |local| local.to_utc());
            (day, instant)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::run_time;

    #[test]
    fn a_fixed_day_fixes_the_instant() {
        let day = "2026-09-30".parse().unwrap();
        let (as_of, instant) = run_time(Some(day), chrono_tz::America::Los_Angeles);
        assert_eq!((as_of, instant.to_rfc3339().as_str()), (day, "2026-10-01T06:59:59+00:00"));
    }
}
