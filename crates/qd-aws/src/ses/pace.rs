//! How fast SES is asked: recipients per second below the account's rate, and waits after it refuses.
//!
//! No bursts: SES lets a message with many recipients through and then refuses for as long as they
//! would have taken.
//!
//! Plain functions of the times that they are told: nothing here looks at a clock or waits.

use std::time::Duration;

/// The share of the account's rate that is used; at the limit itself SES still refuses now and then.
const SHARE: f64 = 0.9;
/// The longest single wait.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// The pace of one run. Times are since its start.
pub(super) struct Pace {
    /// Recipients per second that the account allows us; `None` if unknown.
    limit: Option<f64>,
    /// Recipients per second now; halved when SES refuses, raised again when it does not.
    rate: Option<f64>,
    /// When the next message may be sent.
    next: Duration,
    /// When the rate was halved last.
    slowed: Duration,
    backoff: Duration,
}

impl Pace {
    pub(super) fn new(backoff_ms: u64) -> Self {
        let backoff = Duration::from_millis(backoff_ms);
        Self { limit: None, rate: None, next: Duration::ZERO, slowed: Duration::ZERO, backoff }
    }

    /// Sets the account's rate in recipients per second.
    pub(super) fn set_limit(&mut self, recipients_per_second: Option<f64>) {
        let limit = recipients_per_second.filter(|rate| *rate > 0.0);
        (self.limit, self.rate) = (limit, limit);
    }

    /// When the next message may be sent.
    pub(super) fn due(&self) -> Duration {
        self.next
    }

    /// How many recipients may be mailed within a time.
    pub(super) fn within(&self, seconds: f64) -> u64 {
        // A float that is too large becomes the largest integer.
        self.rate.map_or(0, |rate| (rate * SHARE * seconds) as u64)
    }

    /// Counts a message that is sent now.
    pub(super) fn count(&mut self, now: Duration, n_recipients: u64) {
        if let Some(rate) = self.rate {
            self.next = self.next.max(now) + spacing(n_recipients as f64, rate);
        }
    }

    /// Halves the rate, down to a sixteenth of the account's. Without a known rate it starts at one
    /// recipient per second. Of several messages that were under way together, and are all refused, the
    /// first one slows down; `began` is when the refused one was sent.
    pub(super) fn was_too_fast(&mut self, began: Duration, now: Duration) {
        if self.rate.is_some() && began < self.slowed {
            return;
        }
        self.slowed = now;
        let floor = self.limit.map_or(0.1, |limit| limit / 16.0);
        self.rate = Some(self.rate.map_or(1.0, |rate| rate / 2.0).max(floor));
    }

    /// Raises the rate by a tenth, up to the account's.
    pub(super) fn went_well(&mut self) {
        self.rate = match (self.rate, self.limit) {
            (Some(rate), Some(limit)) => Some((rate * 1.1).min(limit)),
            // An unknown limit is felt for until the halved rate is far behind.
            (Some(rate), None) => Some(rate * 1.1).filter(|rate| *rate < 50.0),
            (None, _) => None,
        };
    }

    /// Lets nothing be sent for a while after try number `n_tries`: doubling, and spread by a seed so
    /// that two hosts part ways.
    pub(super) fn back_off(&mut self, now: Duration, n_tries: u32, seed: &str) {
        let doubled = self.backoff.saturating_mul(1 << (n_tries - 1).min(16));
        let jitter = 0.5 + spread(seed, n_tries) / 2.0;
        self.next = self.next.max(now + doubled.min(MAX_BACKOFF).mul_f64(jitter));
    }
}

/// The time between two messages, so that no second holds more recipients than the rate, however the
/// seconds are cut.
fn spacing(n_recipients: f64, rate: f64) -> Duration {
    let messages_per_second = (rate / n_recipients).floor().max(1.0);
    let seconds = (1.0 / messages_per_second).max(n_recipients / (rate * SHARE));
    Duration::from_secs_f64(seconds)
}

/// A number in [0, 1) from a seed: FNV-1a, which is enough to spread waits.
fn spread(seed: &str, n_tries: u32) -> f64 {
    let hash =
        seed.bytes().chain(n_tries.to_le_bytes()).fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    // The upper 53 bits are exact in a float.
    (hash >> 11) as f64 / (1u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Pace, spread};

    /// The times at which messages go, in seconds.
    fn times(rate: f64, n_recipients: u64, n_messages: usize) -> Vec<f64> {
        let mut pace = Pace::new(250);
        pace.set_limit(Some(rate));
        let next = |_| {
            let now = pace.due();
            pace.count(now, n_recipients);
            now.as_secs_f64()
        };
        (0..n_messages).map(next).collect()
    }

    #[test]
    fn row_06_no_second_holds_more_recipients_than_the_account_allows() {
        for rate in [1.0, 2.0, 14.0, 50.0] {
            for n_recipients in [1, 2, 5] {
                let times = times(rate, n_recipients, 60);
                for (index, start) in times.iter().enumerate() {
                    let within = times[index..].iter().take_while(|time| **time < start + 1.0);
                    let counted = within.count() as u64 * n_recipients;
                    let allowed = (rate as u64).max(n_recipients);
                    assert!(counted <= allowed, "{rate} {n_recipients}: {counted} in a second");
                }
            }
        }
    }

    /// Sends through a server that refuses everything for 30 seconds, then counts recipients in each
    /// second as SES does. Returns the tries and refusals after a minute, and the worst message's tries.
    fn through_a_bad_half_minute(rate: f64, n_messages: usize) -> (usize, usize, u32) {
        let mut pace = Pace::new(250);
        pace.set_limit(Some(rate));
        let (mut taken, mut late, mut refused, mut worst) = (vec![], 0, 0, 0);
        for n in 0..n_messages {
            for n_tries in 1.. {
                let at = pace.due();
                pace.count(at, 2);
                let now = at.as_secs_f64();
                let within = taken.iter().rev().take_while(|at| **at > now - 1.0).count() as f64;
                // A message goes through while the second has room for its first recipient.
                let is_taken = now >= 30.0 && within * 2.0 < rate;
                late += usize::from(now > 60.0);
                refused += usize::from(now > 60.0 && !is_taken);
                worst = worst.max(n_tries);
                if is_taken {
                    taken.push(now);
                    pace.went_well();
                    break;
                }
                pace.was_too_fast(at, at);
                pace.back_off(at, n_tries, &n.to_string());
            }
        }
        (late, refused, worst)
    }

    #[test]
    fn row_06_half_a_minute_of_rate_errors_loses_nothing_and_is_soon_forgotten() {
        for rate in [1.0, 2.0, 5.0, 14.0, 50.0] {
            let (late, refused, worst) = through_a_bad_half_minute(rate, 3_000);
            assert!(worst <= super::super::group::MAX_TRIES, "{rate}: {worst} tries");
            assert!(late > 1_000, "{rate}: {late}");
            assert!(refused * 20 < late, "{rate}: {refused} of {late} refused");
        }
    }

    #[test]
    fn row_07_an_audit_copy_halves_the_messages_per_second() {
        let times = times(2.0, 2, 5);
        assert!(times.windows(2).all(|pair| pair[1] - pair[0] >= 1.0), "{times:?}");
    }

    #[test]
    fn a_refusal_slows_down_and_success_speeds_up() {
        let mut pace = Pace::new(250);
        pace.set_limit(Some(10.0));
        pace.was_too_fast(Duration::ZERO, Duration::ZERO);
        assert_eq!(pace.rate, Some(5.0));
        (0..20).for_each(|_| pace.went_well());
        assert_eq!(pace.rate, Some(10.0));
        pace.back_off(Duration::ZERO, 3, "seed");
        let waits = pace.due().as_millis();
        assert!((500..1000).contains(&waits), "{waits}");
        pace.back_off(Duration::ZERO, 40, "seed");
        assert!((5..=10).contains(&pace.due().as_secs()));
    }

    #[test]
    fn row_06_messages_that_are_refused_together_slow_down_once() {
        let seconds = Duration::from_secs;
        let mut pace = Pace::new(250);
        pace.set_limit(Some(100.0));
        // Three were sent at once, and the answers come one after the other.
        for answered in [5, 6, 7] {
            pace.was_too_fast(seconds(1), seconds(answered));
        }
        assert_eq!(pace.rate, Some(50.0));
        pace.was_too_fast(seconds(8), seconds(9));
        assert_eq!(pace.rate, Some(25.0));
    }

    #[test]
    fn a_group_is_what_may_leave_in_its_time() {
        let mut pace = Pace::new(250);
        assert_eq!(pace.within(0.25), 0, "an unknown rate allows none");
        for (rate, n_recipients) in [(1.0, 0), (14.0, 3), (200.0, 45), (f64::MAX, u64::MAX)] {
            pace.set_limit(Some(rate));
            assert_eq!(pace.within(0.25), n_recipients, "{rate}");
        }
    }

    #[test]
    fn waits_are_spread_and_repeatable() {
        assert_eq!(spread("a", 1), spread("a", 1));
        assert!(spread("a", 1) != spread("b", 1) && (0.0..1.0).contains(&spread("b", 1)));
    }
}
