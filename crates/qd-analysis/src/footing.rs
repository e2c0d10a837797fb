//! Footing: rounded rows that add up to the rounded total (largest remainder).
//!
//! [`foot`] for a list, [`foot_tree`] for a statement with sub-totals, [`foot_table`] for entity
//! columns beside rows. Exports carry the exact values; footing is for what people read.

use qd_model::{Decimal, DecimalError, Rounding};

/// Rounds a total half-even to `digits`, and its rows so that they add up to it.
///
/// Each row is floored to the display unit (toward minus infinity), and the missing units go to the
/// largest remainders; ties to the larger absolute amount, then to the earlier row (finance.md
/// section 5). Every cell stays within one unit of its exact value. The rows come in the order of
/// their names, so that ties do not depend on anything else.
pub fn foot(rows: &[Decimal], digits: u8) -> Result<(Decimal, Vec<Decimal>), DecimalError> {
    let total = Decimal::sum(rows.iter().copied())?.round(digits, Rounding::HalfEven);
    share_out(total, rows, digits).map(|footed| (total, footed))
}

/// Rounds rows so that they add up to a total given from above, within a unit of their sum.
fn share_out(total: Decimal, rows: &[Decimal], digits: u8) -> Result<Vec<Decimal>, DecimalError> {
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
    Ok(footed)
}

/// A line of a statement: a leaf with an amount, or a sub-total over lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// An amount.
    Leaf(Decimal),
    /// The sum of what is below.
    Total(Vec<Line>),
}

impl Line {
    fn exact(&self) -> Result<Decimal, DecimalError> {
        match self {
            Self::Leaf(amount) => Ok(*amount),
            Self::Total(lines) => {
                lines.iter().try_fold(Decimal::ZERO, |sum, line| sum.add(line.exact()?))
            }
        }
    }
}

/// Foots a statement top-down: the total is rounded half-even, each sub-total gets a share of its
/// parent that adds up, and so on to the leaves. Returns each line's number in reading order, the
/// total before its parts.
pub fn foot_tree(line: &Line, digits: u8) -> Result<Vec<Decimal>, DecimalError> {
    let mut footed = Vec::new();
    descend(line, line.exact()?.round(digits, Rounding::HalfEven), digits, &mut footed)?;
    Ok(footed)
}

fn descend(
    line: &Line,
    shown: Decimal,
    digits: u8,
    footed: &mut Vec<Decimal>,
) -> Result<(), DecimalError> {
    footed.push(shown);
    if let Line::Total(lines) = line {
        let exact = lines.iter().map(Line::exact).collect::<Result<Vec<_>, _>>()?;
        for (line, shown) in lines.iter().zip(share_out(shown, &exact, digits)?) {
            descend(line, shown, digits, footed)?;
        }
    }
    Ok(())
}

/// A table whose cells, row totals, column totals and grand total add up both ways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FootedTable {
    /// The cells, row by row.
    pub cells: Vec<Vec<Decimal>>,
    /// The sum of each row.
    pub row_totals: Vec<Decimal>,
    /// The sum of each column.
    pub column_totals: Vec<Decimal>,
    /// The sum of all.
    pub total: Decimal,
}

/// Foots a table both ways (controlled rounding). Totals are footed first; then every cell is its
/// floor or one unit more, such that rows and columns meet their totals. `None` if the rows differ
/// in length, or no such cells exist: then the caller prints a rounding line.
pub fn foot_table(rows: &[Vec<Decimal>], digits: u8) -> Result<Option<FootedTable>, DecimalError> {
    let n_columns = rows.first().map_or(0, Vec::len);
    if rows.iter().any(|row| row.len() != n_columns) {
        return Ok(None);
    }
    let sums = rows.iter().map(|row| Decimal::sum(row.iter().copied()));
    let (total, row_totals) = foot(&sums.collect::<Result<Vec<_>, _>>()?, digits)?;
    let sums = (0..n_columns).map(|column| Decimal::sum(rows.iter().map(|row| row[column])));
    let (_, column_totals) = foot(&sums.collect::<Result<Vec<_>, _>>()?, digits)?;
    let floor = |cell: &Decimal| cell.round(digits, Rounding::Floor);
    let mut cells =
        rows.iter().map(|row| row.iter().map(floor).collect::<Vec<_>>()).collect::<Vec<_>>();
    let unit = Decimal::new(1, digits);
    let missing = |total: Decimal, cells: Vec<Decimal>| {
        let missing = total.sub(Decimal::sum(cells)?)?;
        let units = missing.div(unit, 0, Rounding::HalfEven)?;
        Ok::<_, DecimalError>(usize::try_from(units.mantissa()).ok())
    };
    let mut row_units = Vec::with_capacity(rows.len());
    for (row, total) in cells.iter().zip(&row_totals) {
        row_units.push(missing(*total, row.clone())?);
    }
    let mut column_units = Vec::with_capacity(n_columns);
    for (column, total) in column_totals.iter().enumerate() {
        column_units.push(missing(*total, cells.iter().map(|row| row[column]).collect())?);
    }
    let (Some(row_units), Some(column_units)) = (
        row_units.into_iter().collect::<Option<Vec<_>>>(),
        column_units.into_iter().collect::<Option<Vec<_>>>(),
    ) else {
        return Ok(None);
    };
    let mut remainders = Vec::with_capacity(rows.len());
    for (row, floors) in rows.iter().zip(&cells) {
        let rest = row.iter().zip(floors).map(|(exact, floor)| exact.sub(*floor));
        remainders.push(rest.collect::<Result<Vec<_>, _>>()?);
    }
    let Some(raised) = raise(&remainders, &row_units, &column_units) else { return Ok(None) };
    for (row, column) in raised {
        cells[row][column] = cells[row][column].add(unit)?;
    }
    Ok(Some(FootedTable { cells, row_totals, column_totals, total }))
}

/// Which cells get a unit, so that each row and column gets its number of them. Whole cells
/// (without a remainder) stay as they are. Each unit goes along an augmenting path, largest
/// remainders first: iterating rows and columns alone may stop short of an answer that exists.
fn raise(
    remainders: &[Vec<Decimal>],
    row_units: &[usize],
    column_units: &[usize],
) -> Option<Vec<(usize, usize)>> {
    let mut is_raised = remainders.iter().map(|row| vec![false; row.len()]).collect::<Vec<_>>();
    let mut left = column_units.to_vec();
    for (row, units) in row_units.iter().enumerate() {
        for _ in 0..*units {
            let mut seen = vec![false; column_units.len()];
            if !augment(row, remainders, &mut is_raised, &mut left, &mut seen) {
                return None;
            }
        }
    }
    if left.iter().any(|units| *units > 0) {
        return None;
    }
    let raised = is_raised.iter().enumerate().flat_map(|(row, cells)| {
        let raised = cells.iter().enumerate().filter(|(_, raised)| **raised);
        raised.map(move |(column, _)| (row, column))
    });
    Some(raised.collect())
}

/// Raises one more cell of `row`, moving units of other rows where that is the only way.
fn augment(
    row: usize,
    remainders: &[Vec<Decimal>],
    is_raised: &mut Vec<Vec<bool>>,
    left: &mut [usize],
    seen: &mut [bool],
) -> bool {
    let mut columns = (0..left.len()).collect::<Vec<_>>();
    columns.sort_by(|a, b| remainders[row][*b].cmp(&remainders[row][*a]).then(a.cmp(b)));
    columns.retain(|column| !remainders[row][*column].is_zero());
    for column in columns {
        if is_raised[row][column] || seen[column] {
            continue;
        }
        seen[column] = true;
        let is_free = left[column] > 0;
        if is_free {
            left[column] -= 1;
            is_raised[row][column] = true;
            return true;
        }
        for other in 0..is_raised.len() {
            if other == row || !is_raised[other][column] {
                continue;
            }
            is_raised[other][column] = false;
            is_raised[row][column] = true;
            if augment(other, remainders, is_raised, left, seen) {
                return true;
            }
            is_raised[other][column] = true;
            is_raised[row][column] = false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use qd_model::{Decimal, Rounding};

    use super::{Line, foot, foot_table, foot_tree};

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
        check(&["33.333333333333"; 3], 1, "100.0", &["33.4", "33.3", "33.3"]);
        check(&["1234.5", "2345.5", "3456.5"], 0, "7036", &["1234", "2345", "3457"]);
        // Half up each row would be rounded away from the total: 7,038 beneath a total of 7,037.
        let half_up = ["1234.5", "2345.5", "3456.5"]
            .map(|row| row.parse::<Decimal>().unwrap().round(0, Rounding::HalfUp));
        assert_eq!(half_up, ["1235", "2346", "3457"].map(|row| row.parse().unwrap()));
        let exact = "7036.5".parse::<Decimal>().unwrap().round(0, Rounding::HalfUp);
        assert_eq!(
            (Decimal::sum(half_up).unwrap(), exact),
            (Decimal::from(7038), Decimal::from(7037))
        );
        check(&["-0.5", "0.5"], 0, "0", &["0", "0"]);
        check(&[], 2, "0", &[]);
    }

    fn leaves(amounts: &[&str]) -> Line {
        Line::Total(amounts.iter().map(|text| Line::Leaf(text.parse().unwrap())).collect())
    }

    #[test]
    fn sub_totals_and_leaves_add_up() {
        let tree = Line::Total(vec![leaves(&["0.4", "0.4", "0.4"]), leaves(&["0.4", "-0.1"])]);
        let shown = foot_tree(&tree, 0).unwrap();
        let expected = [2, 1, 1, 0, 0, 1, 1, 0].map(Decimal::from);
        // 1.5 rounds to 2; of 1.2 and 0.3 the latter has the larger remainder.
        assert_eq!(shown, expected);
        assert_eq!(foot_tree(&Line::Total(vec![]), 2), Ok(vec![Decimal::ZERO]));
    }

    #[test]
    fn a_table_foots_both_ways() {
        let third = || "33.3333".parse::<Decimal>().unwrap();
        let table = foot_table(&[vec![third(); 3], vec![third(); 3], vec![third(); 3]], 0);
        let table = table.unwrap().unwrap();
        assert_eq!(table.total, Decimal::from(300));
        assert_eq!(table.row_totals, [100, 100, 100].map(Decimal::from));
        assert_eq!(foot_table(&[vec![third()], vec![]], 0), Ok(None));
        // Ties raise the first row and the first column, whose cell is a whole zero.
        let half = || Decimal::new(5, 1);
        let sparse = [vec![Decimal::ZERO, half()], vec![half(), Decimal::ZERO]];
        assert_eq!(foot_table(&sparse, 0), Ok(None));
        assert!(foot_table(&[], 0).unwrap().is_some());
    }

    proptest! {
        #[test]
        fn tables_foot_or_say_that_they_cannot(
            mantissas in prop::collection::vec(-100_000i64..100_000, 24),
            n_columns in 1usize..7,
        ) {
            let cells = mantissas.iter().map(|m| Decimal::new(i128::from(*m), 3));
            let cells = cells.collect::<Vec<_>>();
            let rows = cells.chunks_exact(n_columns).map(<[Decimal]>::to_vec).collect::<Vec<_>>();
            // Totals that were footed apart may leave a sparse table without an answer.
            let Some(table) = foot_table(&rows, 0).unwrap() else { return Ok(()) };
            prop_assert_eq!(Decimal::sum(table.row_totals.iter().copied()).unwrap(), table.total);
            for (row, total) in table.cells.iter().zip(&table.row_totals) {
                prop_assert_eq!(Decimal::sum(row.iter().copied()).unwrap(), *total);
            }
            for (column, total) in table.column_totals.iter().enumerate() {
                let sum = Decimal::sum(table.cells.iter().map(|row| row[column])).unwrap();
                prop_assert_eq!(sum, *total);
            }
            for (exact, shown) in rows.iter().flatten().zip(table.cells.iter().flatten()) {
                prop_assert!(exact.sub(*shown).unwrap().abs() < Decimal::ONE);
            }
        }

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
