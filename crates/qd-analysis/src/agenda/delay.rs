//! What waiting costs: what the best agenda loses if an action cannot end by its deadline.

use super::action::Job;
use super::plan::{Agenda, replan};

/// What the agenda loses if `action` cannot end by its deadline, or by the horizon where it has
/// none or has missed it; 0 for what is not in it.
pub fn cost_of_delay(jobs: &[Job], agenda: &Agenda, action: usize, horizon: f64) -> f64 {
    if agenda.step(action).is_none() {
        return 0.0;
    }
    let mut late = jobs.to_vec();
    let job = &mut late[action];
    if (0.0..horizon).contains(&job.due) {
        // It may still be done, but not end before its deadline has passed.
        job.earliest = job.earliest.max(job.due - job.days);
        job.gain = 0.0;
    } else {
        job.earliest = f64::INFINITY;
    }
    let known = agenda.steps.iter().filter(|step| step.action != action).copied();
    let known = known.collect::<Vec<_>>();
    (agenda.value - replan(&late, horizon, &known).value).max(0.0)
}
