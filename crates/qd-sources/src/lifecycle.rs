//! When releases of products end, as their makers published it: data with dates, never a list in
//! code. `as_of` decides what has ended, so that an old report stays as it was.
//!
//! The table is `data/lambda-runtimes.csv`: each row says where its dates were read and when. Those
//! of AWS were compared with the copies of endoflife.date and tflint-ruleset-aws of that day. Where
//! AWS has announced to move an end, the release is left out until it is read again, and rules say
//! that it cannot be told; the day from which updates are blocked, which AWS moves often, is empty.

use chrono::NaiveDate;
use qd_facts::{FactCell, Facts, Row, SourceSpec};
use qd_model::Evidence;

const LAMBDA_RUNTIMES: &str = include_str!("../data/lambda-runtimes.csv");
/// How evidence names the table.
const PLACE: &str = "built-in/lambda-runtimes.csv";

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
    let mut reader = csv::Reader::from_reader(LAMBDA_RUNTIMES.as_bytes());
    let records = reader.records().filter_map(Result::ok);
    let rows = records.map(|record| {
        let line = record.position().map_or(0, |place| place.line()) as u32;
        let cell = |index: usize| record.get(index).unwrap_or_default().to_owned();
        let date = |index: usize| record.get(index).and_then(|text| text.parse::<NaiveDate>().ok());
        let checked_on: FactCell = date(4).into();
        let row = Row::of("lifecycle")
            .set("product", "aws-lambda")
            .set("cycle", cell(0))
            .set("ended", date(1))
            .set("blocked", date(2))
            .set("reference", cell(3))
            .set("checked_on", checked_on);
        (line, row)
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::{LAMBDA_RUNTIMES, rows};

    #[test]
    fn every_row_is_whole_and_dated() {
        let mut reader = csv::Reader::from_reader(LAMBDA_RUNTIMES.as_bytes());
        let mut cycles = BTreeSet::new();
        for record in reader.records() {
            let record = record.unwrap();
            let date = |index: usize| match &record[index] {
                "" => None,
                text => Some(text.parse::<NaiveDate>().unwrap()),
            };
            assert!(cycles.insert(record[0].to_owned()), "twice: {}", &record[0]);
            assert!(date(4).is_some() && record[3].starts_with("https://"), "{record:?}");
            let ended = date(1).expect("a release without an end says nothing");
            assert!(date(2).is_none_or(|blocked| ended <= blocked), "{record:?}");
        }
        assert_eq!(cycles.len(), rows().len());
        assert!(cycles.contains("python3.8") && cycles.contains("nodejs16.x"));
    }
}
