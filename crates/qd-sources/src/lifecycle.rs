//! When releases of products end, as their makers published it: data with dates, never a list in
//! code. `as_of` decides what has ended, so that an old report stays as it was.
//!
//! The table is `data/lifecycle.csv`: each row says where its dates were read and when; those of
//! runtimes, frameworks and databases follow endoflife.date (MIT). Those of Lambda were compared with
//! the copies of endoflife.date and tflint-ruleset-aws of that day. Where AWS has announced to move an end, the release is left out until it is read again, and rules say
//! that it cannot be told; the day from which updates are blocked, which AWS moves often, is empty.

use chrono::NaiveDate;
use qd_facts::{Facts, Row, SourceSpec};
use qd_model::Evidence;

const TABLE: &str = include_str!("../data/lifecycle.csv");
/// How evidence names the table.
const PLACE: &str = "built-in/lifecycle.csv";

/// Writes the whole table for a source; returns how many rows were refused.
pub(crate) fn write(spec: &SourceSpec, facts: &mut Facts) -> u64 {
    let mut n_refused = 0;
    for (line, row) in rows() {
        let place = Evidence::line(PLACE, line);
        n_refused += u64::from(facts.push(&spec.entity, &spec.id, &place, &row).is_err());
    }
    n_refused
}

/// The rows with their lines.
fn rows() -> Vec<(u32, Row)> {
    let rows = lines().map(|(line, cells)| {
        let date = |index: usize| cells[index].parse::<NaiveDate>().ok();
        let row = Row::of("lifecycle")
            .set("product", cells[0])
            .set("cycle", cells[1])
            .set("ended", date(2))
            .set("blocked", date(3))
            .set("reference", cells[4])
            .set("checked_on", date(5));
        (line, row)
    });
    rows.collect()
}

/// The cells of each line below the header: our own table, in which nothing is quoted.
fn lines() -> impl Iterator<Item = (u32, [&'static str; 6])> {
    (1..).zip(TABLE.lines()).skip(1).map(|(number, line)| {
        let mut cells = line.split(',');
        (number, std::array::from_fn(|_| cells.next().unwrap_or_default()))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::{TABLE, lines, rows};

    #[test]
    fn every_row_is_whole_and_dated() {
        assert!(TABLE.lines().all(|line| line.split(',').count() == 6));
        let mut cycles = BTreeSet::new();
        for (_, cells) in lines() {
            let date = |index: usize| match cells[index] {
                "" => None,
                text => Some(text.parse::<NaiveDate>().unwrap()),
            };
            assert!(cycles.insert((cells[0], cells[1])), "twice: {cells:?}");
            assert!(date(5).is_some() && cells[4].starts_with("https://"), "{cells:?}");
            let ended = date(2).expect("a release without an end says nothing");
            assert!(date(3).is_none_or(|blocked| ended <= blocked), "{cells:?}");
        }
        assert_eq!(cycles.len(), rows().len());
        assert!(
            cycles.contains(&("aws-lambda", "python3.8")) && cycles.contains(&("python", "3.8"))
        );
    }
}
