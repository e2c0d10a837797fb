//! What stands between final bytes and the outside.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use crate::Sha256Hex;
use crate::message::end_of_head;

/// Why a message may not leave. It names the rule and the place, never the value.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Blocked {
    /// The rule's name.
    pub rule: String,
    /// The part and line, such as `text/html line 12`.
    pub place: String,
}

/// The guard, as delivery sees it; a trait so that delivery is tested without secrets.
///
/// It is asked twice: before the bytes are kept, and again right before they leave, because a later
/// run may know more values.
pub trait OutgoingCheck: Sync {
    /// Reads the final bytes of a message, every part in every encoding. Empty means that it may go.
    fn check_message(&self, eml: &[u8]) -> Vec<Blocked>;
}

impl<F: Fn(&[u8]) -> Vec<Blocked> + Sync> OutgoingCheck for F {
    fn check_message(&self, eml: &[u8]) -> Vec<Blocked> {
        self(eml)
    }
}

impl OutgoingCheck for qd_secrets::Guard<'_> {
    fn check_message(&self, eml: &[u8]) -> Vec<Blocked> {
        let violations = qd_secrets::Guard::check_message(self, eml);
        let blocked = violations.into_iter().map(|violation| Blocked {
            rule: violation.rule.as_str().to_owned(),
            place: format!("{} {}", violation.part, violation.place),
        });
        blocked.collect()
    }
}

/// A guard that reads equal bodies once: the recipients of a document share all but the head, which is
/// read each time.
pub(crate) struct Distinct<'a> {
    check: &'a dyn OutgoingCheck,
    /// The bodies in which it found nothing, by hash.
    clean: Mutex<BTreeSet<Sha256Hex>>,
}

impl<'a> Distinct<'a> {
    pub(crate) fn new(check: &'a dyn OutgoingCheck) -> Self {
        Self { check, clean: Mutex::default() }
    }

    /// Reads the final bytes of a message.
    pub(crate) fn check_message(&self, eml: &[u8]) -> Vec<Blocked> {
        let (head, body) = eml.split_at(end_of_head(eml).unwrap_or(0));
        let body = Sha256Hex::of(body);
        let is_clean = |clean: &BTreeSet<Sha256Hex>| clean.contains(&body);
        if is_clean(&self.clean.lock().unwrap_or_else(PoisonError::into_inner)) {
            return self.check.check_message(head);
        }
        let blocked = self.check.check_message(eml);
        if blocked.is_empty() {
            self.clean.lock().unwrap_or_else(PoisonError::into_inner).insert(body);
        }
        blocked
    }
}

/// Writes the violations in one line for the record.
pub(crate) fn describe(blocked: &[Blocked]) -> String {
    let places = blocked.iter().map(|b| format!("{} in {}", b.rule, b.place)).collect::<Vec<_>>();
    places.join("; ")
}
