//! Footing: rounded rows that add up to the rounded total (largest remainder).

use qd_model::{Decimal, DecimalError, Rounding};

/// Rounds a total half-even to `digits`, and its rows so that they add up to it.
///
/// Each row is floored to the display unit (toward minus infinity), and the missing units go to the
/// largest remainders; ties to the larger absolute amount, then to the earlier row (finance.md
/// section 5). Every cell stays within one unit of its exact value. The rows come in the order of
/// their names, so that ties do not depend on anything else.
pub fn foot(rows: &[Decimal], digits: u8) -> Result<(Decimal, Vec<Decimal>), DecimalError> {
    let total = Decimal::sum(rows.iter().copied())?.round(digits, Rounding::HalfEven);
    let unit = Decimal::new(1, digits);
    let mut footed = rows.iter().map(|row| row.round(digits, Rounding::Floor)).collect::<Vec<_>>();
    let mut missing = total.sub(Decimal::sum(footed.iter().copied())?)?;
    let mut order = Vec::with_capacity(rows.len());
    for (index, (row, floor)) in rows.iter().zip(&footed).enumerate() {
        order.push((row.sub(*floor)?, row.abs(), index));
    }
    order.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    for (_, _, index) in order {
        if missing < unit {
            break;
        }
        footed[index] = footed[index].add(unit)?;
        missing = missing.sub(unit)?;
    }
    Ok((total, footed))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qd_model::{Decimal, Rounding};

    use super::foot;

    fn check(rows: &[&str], digits: u8, total: &str, footed: &[&str]) {
        let number = |text: &&str| text.parse::<Decimal>().unwrap();
        let rows = rows.iter().map(number).collect::<Vec<_>>();
        let (sum, cells) = foot(&rows, digits).unwrap();
        assert_eq!((sum, cells), (number(&total), footed.iter().map(number).collect()));
    }

    #[test]
    fn worked_examples() {
        check(&["33.3333", "33.3333", "33.3334"], 1, "100.0", &["33.3", "33.3", "33.4"]);
        check(&["33.33333333", "33.33333333", "33.33333334"], 1, "100", &["33.3", "33.3", "33.4"]);
        check(&["1234.5", "2345.5", "3456.5"], 0, "7036", &["1234", "2345", "3457"]);
        check(&["-0.5", "0.5"], 0, "0", &["0", "0"]);
        check(&[], 2, "0", &[]);
    }

    proptest! {
        #[test]
        fn rows_add_up_and_stay_close(mantissas in prop::collection::vec(-10_000_000i64..10_000_000, 0..20)) {
            let rows = mantissas.iter().map(|m| Decimal::new(i128::from(*m), 3)).collect::<Vec<_>>();
            let (total, footed) = foot(&rows, 1).unwrap();
            let exact = Decimal::sum(rows.iter().copied()).unwrap();
            prop_assert_eq!(total, exact.round(1, Rounding::HalfEven));
            prop_assert_eq!(Decimal::sum(footed.iter().copied()).unwrap(), total);
            for (row, cell) in rows.iter().zip(&footed) {
                prop_assert!(row.sub(*cell).unwrap().abs() <= Decimal::new(1, 1));
            }
        }
    }
}
