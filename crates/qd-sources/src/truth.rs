//! True, false, or not to be told: the logic of verdicts. `None` is what cannot be told.

/// The opposite.
pub(crate) fn not(a: Option<bool>) -> Option<bool> {
    a.map(|a| !a)
}

/// Both: false decides, whatever the other is.
pub(crate) fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// One of both: true decides, whatever the other is.
pub(crate) fn or(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    not(and(not(a), not(b)))
}

/// Any of them; none of none.
pub(crate) fn any(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut found = Some(false);
    for one in all {
        found = or(found, one);
    }
    found
}

/// All of them; all of none.
pub(crate) fn all(all: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    not(any(all.into_iter().map(not)))
}
