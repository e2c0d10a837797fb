//! Contribution, break-even, revenue targets and what a profitability gap is made of (finance.md 2.2).
//!
//! Units are rounded up from the exact quotient: 25.003 needs 26. A contribution of zero or less
//! has no break-even, which is `None` and never a number.

use qd_model::{Decimal, DecimalError, Rounding};

/// One product: its price and what each unit of it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Product {
    /// Price of a unit.
    pub price: Decimal,
    /// Variable cost of a unit.
    pub variable: Decimal,
    /// Share of all units, as a weight: 60 and 40, or 0.6 and 0.4.
    pub weight: Decimal,
}

/// What a mix of products must sell to cover fixed cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakEven {
    /// Whole units needed.
    pub units: Decimal,
    /// Revenue at the unrounded number of units, to the digits asked for.
    pub revenue: Decimal,
    /// Profit at `units`: zero or more.
    pub profit_at: Decimal,
    /// Profit at one unit fewer: below zero.
    pub profit_before: Decimal,
}

/// The whole units and the revenue at which a mix covers `fixed`; `None` if no volume does.
pub fn break_even(
    products: &[Product],
    fixed: Decimal,
    digits: u8,
) -> Result<Option<BreakEven>, DecimalError> {
    let weighted = |of: fn(&Product) -> Result<Decimal, DecimalError>| {
        products
            .iter()
            .try_fold(Decimal::ZERO, |sum, product| sum.add(of(product)?.mul(product.weight)?))
    };
    let weight = Decimal::sum(products.iter().map(|product| product.weight))?;
    // Totals over all weights stand in for means: no quotient is rounded before the last.
    let contribution = weighted(|product| product.price.sub(product.variable))?;
    let price = weighted(|product| Ok(product.price))?;
    if contribution <= Decimal::ZERO || weight <= Decimal::ZERO {
        return Ok(None);
    }
    let units = fixed.mul(weight)?.div(contribution, 0, Rounding::Ceiling)?;
    let profit = |units: Decimal| -> Result<Decimal, DecimalError> {
        let earned = contribution.mul(units)?.div(weight, 12, Rounding::HalfEven)?;
        Ok(earned.sub(fixed)?.normalized())
    };
    Ok(Some(BreakEven {
        units,
        revenue: fixed.mul(price)?.div(contribution, digits, Rounding::HalfEven)?,
        profit_at: profit(units)?,
        profit_before: profit(units.sub(Decimal::ONE)?)?,
    }))
}

/// The revenue that leaves `needed` after variable cost: needed x revenue / contribution, so that
/// the ratio is never rounded on the way. `None` if the contribution is zero or less.
pub fn revenue_target(
    needed: Decimal,
    contribution: Decimal,
    revenue: Decimal,
    digits: u8,
) -> Result<Option<Decimal>, DecimalError> {
    if contribution <= Decimal::ZERO {
        return Ok(None);
    }
    needed.mul(revenue)?.div(contribution, digits, Rounding::HalfEven).map(Some)
}

/// Price, unit cost, volume and fixed cost of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Price of a unit.
    pub price: Decimal,
    /// Variable cost of a unit.
    pub variable: Decimal,
    /// Units sold.
    pub units: Decimal,
    /// Fixed cost.
    pub fixed: Decimal,
}

impl Plan {
    /// (price - variable) x units - fixed.
    pub fn profit(&self) -> Result<Decimal, DecimalError> {
        self.price.sub(self.variable)?.mul(self.units)?.sub(self.fixed)
    }
}

/// What each lever adds on the way from one plan to another. The four add up to the gap exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Profit of the target less profit of the actual.
    pub gap: Decimal,
    /// (p1 - p0) q1.
    pub price: Decimal,
    /// -(v1 - v0) q1.
    pub unit_cost: Decimal,
    /// (q1 - q0)(p0 - v0).
    pub volume: Decimal,
    /// -(F1 - F0).
    pub fixed: Decimal,
}

/// Takes the gap between an actual and a target apart.
pub fn profitability_gap(actual: &Plan, target: &Plan) -> Result<Gap, DecimalError> {
    Ok(Gap {
        gap: target.profit()?.sub(actual.profit()?)?,
        price: target.price.sub(actual.price)?.mul(target.units)?,
        unit_cost: actual.variable.sub(target.variable)?.mul(target.units)?,
        volume: target.units.sub(actual.units)?.mul(actual.price.sub(actual.variable)?)?,
        fixed: actual.fixed.sub(target.fixed)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qd_model::{Decimal, Rounding};

    use super::{Plan, Product, break_even, profitability_gap, revenue_target};

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn product(price: &str, variable: &str, weight: &str) -> Product {
        Product { price: dec(price), variable: dec(variable), weight: dec(weight) }
    }

    fn full_day() -> Product {
        product("1200", "715.10", "1")
    }

    #[test]
    fn contribution_of_a_charter() {
        let card = dec("1200").mul(dec("0.029")).unwrap().add(dec("0.30")).unwrap();
        let platform = dec("1200").mul(dec("0.15")).unwrap();
        let variable = Decimal::sum([dec("180"), dec("250"), dec("70"), card, platform]).unwrap();
        assert_eq!(card, dec("35.10"));
        assert_eq!((variable, full_day().variable), (dec("715.10"), dec("715.10")));
        let contribution = dec("1200").sub(variable).unwrap();
        assert_eq!(contribution, dec("484.90"));
        assert_eq!(contribution.div(dec("1200"), 4, Rounding::HalfEven), Ok(dec("0.4041")));
    }

    #[test]
    fn break_even_of_one_product_is_twenty() {
        let even = break_even(&[full_day()], dec("9500"), 2).unwrap().unwrap();
        assert_eq!((even.units, even.revenue), (dec("20"), dec("23510.00")));
        assert_eq!((even.profit_at, even.profit_before), (dec("198.00"), dec("-286.90")));
    }

    #[test]
    fn a_mix_at_25_003_needs_26() {
        for (half, full) in [("60", "40"), ("0.6", "0.4")] {
            let mix = [product("700", "390", half), product("1200", "715.10", full)];
            let even = break_even(&mix, dec("9500"), 2).unwrap().unwrap();
            assert_eq!((even.units, even.revenue), (dec("26"), dec("22502.37")));
            // Of whole units, 26 bring more: break-even revenue is that of the unrounded 25.003.
            let mean =
                dec("700").mul(dec("0.6")).unwrap().add(dec("1200").mul(dec("0.4")).unwrap());
            assert_eq!(even.units.mul(mean.unwrap()), Ok(dec("23400.0")));
            assert!(even.profit_at >= Decimal::ZERO && even.profit_before.is_negative());
        }
    }

    #[test]
    fn an_exact_quotient_is_not_rounded_up() {
        let even = break_even(&[product("100", "50", "1")], dec("1000"), 2).unwrap().unwrap();
        assert_eq!((even.units, even.profit_at), (dec("20"), Decimal::ZERO));
    }

    #[test]
    fn no_volume_breaks_even() {
        assert_eq!(break_even(&[product("700", "700", "1")], dec("9500"), 2), Ok(None));
        assert_eq!(break_even(&[], dec("9500"), 2), Ok(None));
        assert_eq!(revenue_target(dec("1"), Decimal::ZERO, dec("5"), 2), Ok(None));
    }

    #[test]
    fn monthly_revenue_target_for_cash() {
        let needed = Decimal::sum([dec("9500"), dec("4000"), dec("1150")]).unwrap();
        let target = revenue_target(needed, dec("484.90"), dec("1200"), 2).unwrap();
        assert_eq!(target, Some(dec("36254.90")));
        let units = needed.div(dec("484.90"), 2, Rounding::HalfEven).unwrap();
        assert_eq!(units, dec("30.21"));
        assert_eq!(needed.div(dec("484.90"), 0, Rounding::Ceiling), Ok(dec("31")));
    }

    fn plan(price: &str, variable: &str, units: &str, fixed: &str) -> Plan {
        Plan { price: dec(price), variable: dec(variable), units: dec(units), fixed: dec(fixed) }
    }

    #[test]
    fn profitability_gap_adds_up() {
        let actual = plan("1200", "715.10", "9", "9500");
        let target = plan("1250", "700", "20", "9000");
        assert_eq!(actual.profit(), Ok(dec("-5135.90")));
        assert_eq!(target.profit(), Ok(dec("2000")));
        let gap = profitability_gap(&actual, &target).unwrap();
        let levers = [gap.price, gap.unit_cost, gap.volume, gap.fixed];
        assert_eq!(levers, [dec("1000"), dec("302"), dec("5333.90"), dec("500")]);
        assert_eq!(gap.gap, dec("7135.90"));
    }

    proptest! {
        #[test]
        fn levers_add_up_to_the_gap(cells in prop::array::uniform8(-1_000_000i64..1_000_000)) {
            let cell = |at: usize| Decimal::new(i128::from(cells[at]), 2);
            let of = |at| Plan { price: cell(at), variable: cell(at + 1), units: cell(at + 2), fixed: cell(at + 3) };
            let gap = profitability_gap(&of(0), &of(4)).unwrap();
            let sum = Decimal::sum([gap.price, gap.unit_cost, gap.volume, gap.fixed]).unwrap();
            prop_assert_eq!(sum, gap.gap);
        }
    }
}
