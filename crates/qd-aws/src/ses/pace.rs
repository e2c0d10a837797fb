//! How fast SES is asked: recipients per second below the account's rate, and waits after it refuses.
//!
//! No bursts: SES lets a message with many recipients through and then refuses for as long as they
//! would have taken.

use std::time::{Duration, Instant};

/// The share of the account's rate that is used; at the limit itself SES still refuses now and then.
const SHARE: f64 = 0.9;
/// The longest single wait.
const MAX_BACKOFF: Duration = Duration::from_secs(10);

/// What measures and spends time, so that tests need none.
pub(super) trait Clock {
    /// The time since some start.
    fn now(&self) -> Duration;
    /// Waits.
    fn sleep(&self, duration: Duration);
}

/// Real time, for waiting only: it reaches no record.
pub(super) struct WallClock(Instant);

impl WallClock {
    pub(super) fn new() -> Self {
        Self(Instant::now())
    }
}

impl Clock for WallClock {
    fn now(&self) -> Duration {
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) {
        std::thread::sleep(duration);
    }
}

/// The pace of one run.
pub(super) struct Pace<C> {
    clock: C,
    /// Recipients per second that the account allows us; `None` if unknown.
    limit: Option<f64>,
    /// Recipients per second now; halved when SES refuses, raised again when it does not.
    rate: Option<f64>,
    /// When the next recipient may be mailed.
    next: Duration,
    backoff: Duration,
}

impl<C: Clock> Pace<C> {
    pub(super) fn new(clock: C, backoff_ms: u64) -> Self {
        let backoff = Duration::from_millis(backoff_ms);
        Self { clock, limit: None, rate: None, next: Duration::ZERO, backoff }
    }

    /// Sets the account's rate in recipients per second.
    pub(super) fn set_limit(&mut self, recipients_per_second: Option<f64>) {
        let limit = recipients_per_second.filter(|rate| *rate > 0.0);
        (self.limit, self.rate) = (limit, limit);
    }

    /// Waits until a message to so many recipients may go, and counts it.
    pub(super) fn wait_for(&mut self, n_recipients: u64) {
        let Some(rate) = self.rate else { return };
        let now = self.clock.now();
        if self.next > now {
            self.clock.sleep(self.next - now);
        }
        self.next = self.next.max(now) + spacing(n_recipients as f64, rate);
    }

    /// Halves the rate, down to a sixteenth of the account's. Without a known rate it starts at one
    /// recipient per second.
    pub(super) fn was_too_fast(&mut self) {
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

    /// Waits after try number `n_tries`: doubling, and spread by a seed so that two hosts part ways.
    pub(super) fn back_off(&self, n_tries: u32, seed: &str) {
        let doubled = self.backoff.saturating_mul(1 << (n_tries - 1).min(16));
        let jitter = 0.5 + spread(seed, n_tries) / 2.0;
        self.clock.sleep(doubled.min(MAX_BACKOFF).mul_f64(jitter));
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
    use std::cell::Cell;
    use std::time::Duration;

    use super::{Clock, Pace, spread};

    #[derive(Default)]
    struct FakeClock(Cell<Duration>);

    impl Clock for &FakeClock {
        fn now(&self) -> Duration {
            self.0.get()
        }

        fn sleep(&self, duration: Duration) {
            self.0.set(self.0.get() + duration);
        }
    }

    /// The times at which messages go, in seconds.
    fn times(rate: f64, n_recipients: u64, n_messages: usize) -> Vec<f64> {
        let clock = FakeClock::default();
        let mut pace = Pace::new(&clock, 250);
        pace.set_limit(Some(rate));
        let mut times = vec![];
        for _ in 0..n_messages {
            pace.wait_for(n_recipients);
            times.push(clock.0.get().as_secs_f64());
        }
        times
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
        let clock = FakeClock::default();
        let mut pace = Pace::new(&clock, 250);
        pace.set_limit(Some(rate));
        let (mut taken, mut late, mut refused, mut worst) = (vec![], 0, 0, 0);
        for n in 0..n_messages {
            for n_tries in 1.. {
                pace.wait_for(2);
                let now = clock.0.get().as_secs_f64();
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
                pace.was_too_fast();
                pace.back_off(n_tries, &n.to_string());
            }
        }
        (late, refused, worst)
    }

    #[test]
    fn row_06_half_a_minute_of_rate_errors_loses_nothing_and_is_soon_forgotten() {
        for rate in [1.0, 2.0, 5.0, 14.0, 50.0] {
            let (late, refused, worst) = through_a_bad_half_minute(rate, 3_000);
            assert!(worst <= super::super::MAX_TRIES, "{rate}: {worst} tries");
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
        let clock = FakeClock::default();
        let mut pace = Pace::new(&clock, 250);
        pace.set_limit(Some(10.0));
        pace.was_too_fast();
        assert_eq!(pace.rate, Some(5.0));
        (0..20).for_each(|_| pace.went_well());
        assert_eq!(pace.rate, Some(10.0));
        let before = clock.0.get();
        pace.back_off(3, "seed");
        let waited = (clock.0.get() - before).as_millis();
        assert!((500..1000).contains(&waited), "{waited}");
        pace.back_off(40, "seed");
        assert!((clock.0.get() - before).as_secs() < 12);
    }

    #[test]
    fn waits_are_spread_and_repeatable() {
        assert_eq!(spread("a", 1), spread("a", 1));
        assert!(spread("a", 1) != spread("b", 1) && (0.0..1.0).contains(&spread("b", 1)));
    }
}
