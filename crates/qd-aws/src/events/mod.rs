//! What SES reports about mail: bodies of SQS messages and SNS posts, read and applied to an outbox.
//!
//! A body may be anything: our own topic's greeting is plain text, providers add fields, and a queue can
//! be written to by mistake. Nothing here stops for a body: one that is no event is kept as a dead letter
//! and the next one is read. A message may leave its queue only after [`consume`] has returned.

mod queue;
mod read;
mod signature;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use qd_delivery::{Applied, DeliveryError, Outbox};
use serde::Serialize;

pub use queue::{Queue, QueueError, Received};
pub use read::{Reading, read};
pub use signature::{CertificateSource, Refusal, SnsPolicy, verify};

/// What bodies changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Consumed {
    /// Events that changed the state of a delivery.
    pub n_changed: usize,
    /// Events that told nothing new.
    pub n_known: usize,
    /// Events of deliveries that are not known yet; they wait.
    pub n_parked: usize,
    /// Bodies that say nothing about a delivery: greetings, opens, clicks.
    pub n_ignored: usize,
    /// Bodies that could not be read; they are kept.
    pub n_dead: usize,
}

impl std::ops::AddAssign for Consumed {
    fn add_assign(&mut self, more: Self) {
        self.n_changed += more.n_changed;
        self.n_known += more.n_known;
        self.n_parked += more.n_parked;
        self.n_ignored += more.n_ignored;
        self.n_dead += more.n_dead;
    }
}

/// Applies posts of SNS to an outbox: only what SNS signed for a topic of ours, lately. What is refused
/// is kept as a dead letter with the reason, and what it says is not believed.
pub fn consume_posts<'b>(
    outbox: &mut Outbox,
    posts: impl IntoIterator<Item = &'b [u8]>,
    policy: &SnsPolicy,
    source: &dyn CertificateSource,
    now: DateTime<Utc>,
) -> Result<Consumed, DeliveryError> {
    let mut consumed = Consumed::default();
    for post in posts {
        match verify(post, policy, source, now) {
            Ok(()) => consumed += consume(outbox, [post], now)?,
            Err(refusal) => {
                outbox.bury(post, &refusal.to_string(), now)?;
                consumed.n_dead += 1;
            }
        }
    }
    Ok(consumed)
}

/// Applies bodies to an outbox, each in one transaction of its own. The same body twice is the same as
/// once.
pub fn consume<'b>(
    outbox: &mut Outbox,
    bodies: impl IntoIterator<Item = &'b [u8]>,
    now: DateTime<Utc>,
) -> Result<Consumed, DeliveryError> {
    let mut consumed = Consumed::default();
    for body in bodies {
        match read(body) {
            Reading::Notices(notices) => {
                for applied in outbox.apply(&notices, now)? {
                    match applied {
                        Applied::Changed => consumed.n_changed += 1,
                        Applied::Known => consumed.n_known += 1,
                        Applied::Parked => consumed.n_parked += 1,
                    }
                }
            }
            Reading::Ignored(_) => consumed.n_ignored += 1,
            Reading::Dead(why) => {
                outbox.bury(body, &why, now)?;
                consumed.n_dead += 1;
            }
        }
    }
    Ok(consumed)
}
