//! What an action is worth when it is done at a time.

use super::MOMENT;
use super::quantity::Quantity;
use crate::random::SplitMix64;

/// Somebody who does actions, one at a time, so many hours on every calendar day alike.
#[derive(Clone, PartialEq, Debug)]
pub struct Owner {
    /// The id.
    pub id: String,
    /// Hours a day.
    pub hours_per_day: f64,
    /// What an hour is worth.
    pub hour_value: f64,
}

/// Something that could be done, with one or more ways in which it pays.
#[derive(Clone, PartialEq, Debug)]
pub struct Action {
    /// Unique; ties go by it.
    pub id: String,
    /// Whose work it is: a place in the list of owners.
    pub owner: usize,
    /// Hours that it takes.
    pub hours: Quantity,
    /// Money that it costs.
    pub cash: Quantity,
    /// The chance that it works.
    pub works: Quantity,
    /// Money a day once done.
    pub per_day: Quantity,
    /// Money if done in time.
    pub gain: Quantity,
    /// The last moment for `gain`, in days from the end of `as_of`; without one the horizon.
    pub due: Option<f64>,
    /// How often a loss strikes in a year.
    pub hazard_per_year: Quantity,
    /// The loss.
    pub loss: Quantity,
    /// The share of the loss that it averts.
    pub averts: Quantity,
    /// Money once, which fades.
    pub once: Quantity,
    /// How fast it fades, a day.
    pub decay_per_day: Quantity,
    /// The first moment at which work may start, in days from the end of `as_of`.
    pub earliest: f64,
    /// What must be done before it starts: places in the list of actions.
    pub needs: Vec<usize>,
}

impl Action {
    /// An action that takes hours and pays nothing yet.
    pub fn new(id: &str, owner: usize, hours: Quantity) -> Self {
        Self {
            id: id.to_owned(),
            owner,
            hours,
            cash: Quantity::ZERO,
            works: Quantity::Fixed(1.0),
            per_day: Quantity::ZERO,
            gain: Quantity::ZERO,
            due: None,
            hazard_per_year: Quantity::ZERO,
            loss: Quantity::ZERO,
            averts: Quantity::Fixed(1.0),
            once: Quantity::ZERO,
            decay_per_day: Quantity::ZERO,
            earliest: 0.0,
            needs: Vec::new(),
        }
    }

    /// The action at the means of its ranges.
    pub fn at_means(&self, owners: &[Owner]) -> Job {
        self.job(owners, Quantity::mean)
    }

    /// The action at one draw of each range.
    pub fn drawn(&self, owners: &[Owner], random: &mut SplitMix64) -> Job {
        self.job(owners, |quantity| quantity.draw(random))
    }

    /// Claims that any of its numbers is a range.
    pub fn has_range(&self) -> bool {
        let all = [
            self.hours,
            self.cash,
            self.works,
            self.per_day,
            self.gain,
            self.hazard_per_year,
            self.loss,
            self.averts,
            self.once,
            self.decay_per_day,
        ];
        all.iter().any(|quantity| quantity.is_range())
    }

    fn job(&self, owners: &[Owner], mut at: impl FnMut(Quantity) -> f64) -> Job {
        let owner = &owners[self.owner];
        let (hours, cash, works) = (at(self.hours), at(self.cash), at(self.works));
        let (per_day, gain) = (at(self.per_day), at(self.gain));
        let (hazard, loss, averts) = (at(self.hazard_per_year), at(self.loss), at(self.averts));
        let (once, decay) = (at(self.once), at(self.decay_per_day));
        Job {
            owner: self.owner,
            hours,
            days: if hours > 0.0 { hours / owner.hours_per_day } else { 0.0 },
            cost: cash + owner.hour_value * hours,
            rate: works * per_day,
            gain: works * gain,
            due: self.due.unwrap_or(f64::INFINITY),
            averted: works * loss * averts,
            hazard_per_day: hazard / 365.0,
            once: works * once,
            decay_per_day: decay,
            earliest: self.earliest,
            needs: self.needs.clone(),
        }
    }
}

/// An action with numbers in place of ranges, benefits already times the chance that it works.
#[derive(Clone, PartialEq, Debug)]
pub struct Job {
    /// Whose work it is.
    pub owner: usize,
    /// Hours that it takes.
    pub hours: f64,
    /// Days that it takes its owner.
    pub days: f64,
    /// Money and hours that it costs.
    pub cost: f64,
    /// Money a day once done.
    pub rate: f64,
    /// Money if done by `due`.
    pub gain: f64,
    /// The last moment for `gain`.
    pub due: f64,
    /// The loss that it averts where it strikes.
    pub averted: f64,
    /// How often the loss strikes a day.
    pub hazard_per_day: f64,
    /// Money once.
    pub once: f64,
    /// How fast that fades a day.
    pub decay_per_day: f64,
    /// The first moment at which work may start.
    pub earliest: f64,
    /// What must be done before.
    pub needs: Vec<usize>,
}

impl Job {
    /// Net(a, T): what it leaves by the horizon if it ends at `end`. Never rises with `end`.
    pub fn net(&self, end: f64, horizon: f64) -> f64 {
        self.benefit(end, horizon) - self.cost
    }

    /// What it brings by the horizon, without its cost.
    pub fn benefit(&self, end: f64, horizon: f64) -> f64 {
        let left = horizon - end;
        let mut sum = self.rate * left;
        if end <= self.due + MOMENT {
            sum += self.gain;
        }
        if self.averted != 0.0 {
            sum -= self.averted * (-self.hazard_per_day * left).exp_m1();
        }
        if self.once != 0.0 {
            sum += self.once * (-self.decay_per_day * end).exp();
        }
        sum
    }

    /// What a day later costs at least, whenever that is: neither a gain that is missed with it, nor
    /// more than the mildest day of a hazard or of what fades.
    pub fn slope(&self, horizon: f64) -> f64 {
        let hazard = (-self.hazard_per_day * (horizon - self.days)).exp();
        let fading = (-self.decay_per_day * horizon).exp();
        self.rate
            + self.averted * self.hazard_per_day * hazard
            + self.once * self.decay_per_day * fading
    }

    /// The soonest end, were its owner free.
    pub fn soonest(&self) -> f64 {
        self.earliest.max(0.0) + self.days
    }
}
