//! What stands between final bytes and the outside.

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

/// Writes the violations in one line for the record.
pub(crate) fn describe(blocked: &[Blocked]) -> String {
    let places = blocked.iter().map(|b| format!("{} in {}", b.rule, b.place)).collect::<Vec<_>>();
    places.join("; ")
}
