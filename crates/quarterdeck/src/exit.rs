//! Exit codes, and which one wins where several hold.

/// How a command ended. The order is that of DESIGN section 7: the first that holds is the code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Exit {
    /// 70: our bug.
    Bug,
    /// 2: usage or configuration.
    Usage,
    /// 4: the guard blocked a delivery.
    Blocked,
    /// 5: a delivery is in doubt.
    InDoubt,
    /// 3: a delivery is incomplete.
    Incomplete,
    /// 1: findings at or over `--fail-on`.
    Findings,
    /// 0: fine.
    Fine,
}

impl Exit {
    /// The process's code.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Bug => 70,
            Self::Usage => 2,
            Self::Blocked => 4,
            Self::InDoubt => 5,
            Self::Incomplete => 3,
            Self::Findings => 1,
            Self::Fine => 0,
        }
    }

    /// The one that wins.
    pub(crate) fn worst(self, other: Self) -> Self {
        self.min(other)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_first_of_the_list_wins() {
        assert_eq!(Exit::Findings.worst(Exit::Incomplete).code(), 3);
        assert_eq!(Exit::InDoubt.worst(Exit::Blocked).code(), 4);
        assert_eq!(Exit::Fine.worst(Exit::Fine).code(), 0);
        assert_eq!(Exit::Blocked.worst(Exit::Usage).code(), 2);
    }
}
