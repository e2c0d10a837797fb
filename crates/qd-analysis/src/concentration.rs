//! How much hangs on few customers (finance.md 2.2).

use qd_model::{Decimal, DecimalError, Rounding};

/// How revenue is spread over customers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// Sum of the squared shares: 1 / customers at the least, 1 when there is one. To 12 digits.
    pub hhi: Decimal,
    /// 1 / HHI: as many customers of equal size. To 12 digits.
    pub effective: Decimal,
    /// Share of each customer, to 12 digits; `None` for one whose net is negative.
    pub shares: Vec<Option<Decimal>>,
    /// Customers whose net is negative: out of shares and total, and to be reported.
    pub n_negative: usize,
}

/// Measures concentration; `None` when nobody brought anything.
pub fn concentration(revenue: &[Decimal]) -> Result<Option<Concentration>, DecimalError> {
    let counted = || revenue.iter().copied().filter(|amount| !amount.is_negative());
    let total = Decimal::sum(counted())?;
    if total.is_zero() {
        return Ok(None);
    }
    let squares = counted().try_fold(Decimal::ZERO, |sum, amount| sum.add(amount.mul(amount)?))?;
    let square = total.mul(total)?;
    let share = |amount: &Decimal| {
        (!amount.is_negative()).then(|| amount.div(total, 12, Rounding::HalfEven)).transpose()
    };
    Ok(Some(Concentration {
        hhi: squares.div(square, 12, Rounding::HalfEven)?,
        effective: square.div(squares, 12, Rounding::HalfEven)?,
        shares: revenue.iter().map(share).collect::<Result<_, _>>()?,
        n_negative: revenue.len() - counted().count(),
    }))
}

#[cfg(test)]
mod tests {
    use qd_model::{Decimal, Rounding};

    use super::concentration;

    #[test]
    fn fifty_thirty_twenty() {
        let revenue = [50, 30, 20].map(Decimal::from);
        let spread = concentration(&revenue).unwrap().unwrap();
        assert_eq!(spread.hhi, "0.38".parse().unwrap());
        assert_eq!(spread.effective.round(2, Rounding::HalfEven), "2.63".parse().unwrap());
        assert_eq!(spread.shares[2], Some("0.2".parse().unwrap()));
    }

    #[test]
    fn a_net_refund_is_left_out_and_reported() {
        let spread = concentration(&[50, -10, 50].map(Decimal::from)).unwrap().unwrap();
        assert_eq!((spread.hhi, spread.n_negative), ("0.5".parse().unwrap(), 1));
        assert_eq!(spread.shares[1], None);
    }

    #[test]
    fn no_revenue_has_no_concentration() {
        assert_eq!(concentration(&[]), Ok(None));
        assert_eq!(concentration(&[-1, 0].map(Decimal::from)), Ok(None));
    }
}
