//! What demand is worth where slots are few: served demand, the mix of channels first come and
//! protected, and how many slots to keep back (marketing.md F6 to F8).
//!
//! Demand of a month is Poisson. At twenty slots a platform with a high commission can lose money,
//! because its bookings take slots that a direct customer would have paid more for.

/// More slots or demand than a small venture has in a month; beyond it nothing is computed.
pub const MOST: f64 = 1e5;

/// One channel: what asks for slots, and what one of them leaves.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Class {
    /// Mean demand a month.
    pub demand: f64,
    /// What is left of a booking (F5).
    pub value: f64,
}

/// E[min(D, S)] for D ~ Poisson(demand) and S slots (F6); `None` for what is no demand, or beyond
/// [`MOST`].
pub fn served(demand: f64, slots: u64) -> Option<f64> {
    is_demand(demand, slots).then(|| expected_served(demand, slots))
}

fn is_demand(demand: f64, slots: u64) -> bool {
    (0.0..=MOST).contains(&demand) && slots as f64 <= MOST
}

fn expected_served(demand: f64, slots: u64) -> f64 {
    let mut sum = 0.0;
    above(demand, slots, |_, above| sum += above);
    sum
}

/// Calls `of(k, P(D > k))` for k from 0 below `slots`.
fn above(demand: f64, slots: u64, mut of: impl FnMut(u64, f64)) {
    // In logarithms, so that a first term below 1e-308 costs nothing.
    let (ln_demand, mut ln_mass, mut above) = (demand.ln(), -demand, 1.0);
    for k in 0..slots {
        if k > 0 {
            ln_mass += ln_demand - (k as f64).ln();
        }
        above = f64::max(above - ln_mass.exp(), 0.0);
        of(k, above);
    }
}

/// The classes that leave something, dearest first; equal ones in their given order.
fn ranked(classes: &[Class]) -> Vec<Class> {
    let mut ranked = classes.iter().copied().filter(|c| c.value > 0.0).collect::<Vec<_>>();
    ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
    ranked
}

fn is_mix(classes: &[Class], slots: u64) -> bool {
    let total = classes.iter().map(|class| class.demand).sum::<f64>();
    classes.iter().all(|class| class.demand >= 0.0 && class.value.is_finite())
        && is_demand(total, slots)
}

/// What a month leaves if the dearest bookings get the slots (F7).
pub fn protected_total(classes: &[Class], slots: u64) -> Option<f64> {
    is_mix(classes, slots).then(|| protected(classes, slots))
}

pub(super) fn protected(classes: &[Class], slots: u64) -> f64 {
    let (mut demand, mut before, mut total) = (0.0, 0.0, 0.0);
    for class in ranked(classes) {
        demand += class.demand;
        let served = expected_served(demand, slots);
        total += class.value * (served - before);
        before = served;
    }
    total
}

/// What a month leaves if slots go to whoever asks first (F7).
pub fn first_come_total(classes: &[Class], slots: u64) -> Option<f64> {
    if !is_mix(classes, slots) {
        return None;
    }
    let classes = ranked(classes);
    let demand = classes.iter().map(|class| class.demand).sum::<f64>();
    if demand == 0.0 {
        return Some(0.0);
    }
    let served = expected_served(demand, slots) / demand;
    Some(classes.iter().map(|class| class.value * class.demand * served).sum())
}

/// What one channel adds to a month, first come and protected: the range that is printed.
pub fn marginal(classes: &[Class], channel: usize, slots: u64) -> Option<(f64, f64)> {
    let mut others = classes.to_vec();
    (channel < others.len()).then(|| others.remove(channel))?;
    let first_come = first_come_total(classes, slots)? - first_come_total(&others, slots)?;
    let protected = protected_total(classes, slots)? - protected_total(&others, slots)?;
    Some((first_come, protected))
}

/// How many slots to keep for the dearer class (Littlewood's rule, F8): the most y, up to `slots`,
/// with P(D >= y) > low / high.
pub fn protection_level(high: Class, low_value: f64, slots: u64) -> Option<u64> {
    if !(is_demand(high.demand, slots) && high.value > 0.0 && low_value > 0.0) {
        return None;
    }
    let ratio = low_value / high.value;
    if ratio >= 1.0 {
        return Some(0);
    }
    let mut level = 0;
    above(high.demand, slots, |k, above| {
        if above > ratio {
            level = k + 1;
        }
    });
    Some(level)
}

/// Protection levels of each class against the next cheaper one, dearest first (EMSR-b; Belobaba
/// 1992): the classes above are taken as one, of their summed demand and mean value.
pub fn protection_levels(classes: &[Class], slots: u64) -> Option<Vec<u64>> {
    if !is_mix(classes, slots) {
        return None;
    }
    let classes = ranked(classes);
    let (mut demand, mut worth) = (0.0, 0.0);
    let mut levels = Vec::new();
    for pair in classes.windows(2) {
        demand += pair[0].demand;
        worth += pair[0].demand * pair[0].value;
        let value = if demand > 0.0 { worth / demand } else { pair[0].value };
        levels.push(protection_level(Class { demand, value }, pair[1].value, slots)?);
    }
    Some(levels)
}

#[cfg(test)]
mod tests {
    use super::{
        Class, first_come_total, marginal, protected_total, protection_level, protection_levels,
        served,
    };

    fn close(actual: Option<f64>, expected: f64, tolerance: f64) {
        let actual = actual.unwrap();
        assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected}");
    }

    fn four() -> [Class; 4] {
        [(14.0, 402.3), (4.0, 369.0), (5.0, 330.0), (9.0, 270.0)]
            .map(|(demand, value)| Class { demand, value })
    }

    #[test]
    fn f6_served_demand() {
        close(served(14.0, 20), 13.887099, 1e-6);
        close(served(14.0, 20).map(|e| e * 402.3), 5586.78, 0.005);
        close(served(0.0, 20), 0.0, 0.0);
        close(served(900.0, 20), 20.0, 1e-9);
        assert_eq!(served(f64::NAN, 20), None);
        assert_eq!(served(-1.0, 20), None);
    }

    #[test]
    fn f7_channel_mix() {
        close(protected_total(&four(), 20), 7679.98, 0.005);
        close(protected_total(&four()[..3], 20), 7487.01, 0.005);
        close(first_come_total(&four(), 20), 6985.68, 0.005);
        close(first_come_total(&four()[..3], 20), 7336.10, 0.005);
        let (first_come, protected) = marginal(&four(), 3, 20).unwrap();
        close(Some(protected), 192.98, 0.005);
        // Differences are taken before rounding: 6,985.68 - 7,336.10 shows a cent less.
        close(Some(first_come), -350.42, 0.011);
        let mut with_loss = four().to_vec();
        with_loss.push(Class { demand: 50.0, value: -3.0 });
        close(first_come_total(&with_loss, 20), 6985.68, 0.005);
        assert_eq!(marginal(&four(), 4, 20), None);
    }

    #[test]
    fn f8_protection_levels() {
        let direct = Class { demand: 14.0, value: 402.3 };
        assert_eq!(protection_level(direct, 270.0, 20), Some(12));
        assert_eq!(protection_level(direct, 270.0, 7), Some(7));
        assert_eq!(protection_level(direct, 402.3, 20), Some(0));
        assert_eq!(protection_levels(&four(), 20), Some(vec![9, 14, 20]));
        assert_eq!(protection_levels(&four()[..1], 20), Some(vec![]));
    }
}
