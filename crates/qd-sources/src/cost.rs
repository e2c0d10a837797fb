//! Cloud bills: FOCUS 1.2 and AWS Cost and Usage Reports (CUR) to `cost_line`, columns found by their
//! own names.
//! Amounts are read as decimals from their text, an exponent exactly; credits stay negative. A
//! charge period is taken in UTC; its end is the day after the last.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use qd_facts::{
    CollectContext, Collected, FactCell, Facts, Row, Setting, SettingError, Source, SourceSpec,
};
use qd_model::{Decimal, Evidence, Level};

use crate::csv::document::{Document, Opening, delimited_files};
use crate::csv::records::{Record, Records};
use crate::files::FoundFile;
use crate::problems::{Problems, nearest, quoted};

/// The reader of `kind = "cost"`.
pub struct Cost;

/// FOCUS name, names of a CUR (legacy and 2.0), fact column, and whether a row needs it.
const COLUMNS: [(&str, [&str; 2], &str, bool); 10] = [
    ("BilledCost", ["lineItem/UnblendedCost", "line_item_unblended_cost"], "billed_cost", true),
    (
        "BillingCurrency",
        ["lineItem/CurrencyCode", "line_item_currency_code"],
        "billing_currency",
        true,
    ),
    (
        "ChargePeriodStart",
        ["lineItem/UsageStartDate", "line_item_usage_start_date"],
        "charge_period_start",
        true,
    ),
    (
        "ChargePeriodEnd",
        ["lineItem/UsageEndDate", "line_item_usage_end_date"],
        "charge_period_end",
        true,
    ),
    (
        "EffectiveCost",
        ["reservation/EffectiveCost", "reservation_effective_cost"],
        "effective_cost",
        false,
    ),
    ("ServiceName", ["product/ProductName", "product_servicename"], "service_name", false),
    (
        "SubAccountId",
        ["lineItem/UsageAccountId", "line_item_usage_account_id"],
        "sub_account_id",
        false,
    ),
    ("ResourceId", ["lineItem/ResourceId", "line_item_resource_id"], "resource_id", false),
    (
        "ChargeCategory",
        ["lineItem/LineItemType", "line_item_line_item_type"],
        "charge_category",
        false,
    ),
    (
        "ChargeDescription",
        ["lineItem/LineItemDescription", "line_item_line_item_description"],
        "charge_description",
        false,
    ),
];

impl Source for Cost {
    fn kind(&self) -> &'static str {
        "cost"
    }

    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        match spec.settings.keys().next() {
            None => Ok(()),
            Some(key) => Err(SettingError {
                key: key.clone(),
                message: format!("there is no setting of cost: {key}"),
                help: Some("remove it; columns are found by their names".into()),
            }),
        }
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        for file in delimited_files(spec, context, &mut problems) {
            let opened = Document::open(&file, spec, &Opening::default(), &mut problems);
            let Some(document) = opened else { continue };
            // Bills are exported as text; a workbook's doubles hold too few digits for one.
            match document.text() {
                Some(text) => {
                    is_missing &= !read(&file, text, spec, &mut facts, &mut problems);
                }
                None => {
                    let place = Evidence::place(&file.relative);
                    let message = "a bill is read as text, and the file is a workbook";
                    let help = "export the bill as CSV";
                    problems.report(Level::Error, "not-text", place, message, help);
                }
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

/// Reads one file; says whether its header was understood.
fn read(
    file: &FoundFile,
    text: &str,
    spec: &SourceSpec,
    facts: &mut Facts,
    problems: &mut Problems<'_>,
) -> bool {
    let mut records = Records::new(text, b',', 0);
    let Some(Ok(first)) = records.next() else {
        let place = Evidence::place(&file.relative);
        let message = "the file has no header";
        problems.report(Level::Warning, "empty-file", place, message, "export it again");
        return false;
    };
    let Some(places) = header(&first, file, problems) else {
        problems.skip_silently(records.count() as u64);
        return false;
    };
    for record in records {
        match record {
            Ok(record) => {
                let place = Evidence::line(&file.relative, record.line);
                if let Some(row) = row(&record, first.fields.len(), &places, &place, problems) {
                    problems.push(facts, &spec.entity, &place, &row);
                }
            }
            Err((line, error)) => {
                let place = Evidence::line(&file.relative, line);
                problems.skip("broken-record", place, error.message(), "export the file again");
            }
        }
    }
    true
}

/// Finds the columns; `None` where one that every row needs is missing.
fn header(
    first: &Record<'_>,
    file: &FoundFile,
    problems: &mut Problems<'_>,
) -> Option<[Option<usize>; COLUMNS.len()]> {
    let names = first.fields.iter().map(|name| name.trim()).collect::<Vec<_>>();
    let find = |name: &str| names.iter().position(|found| *found == name);
    // One kind of bill a file: an export may carry columns of both, and measures are never mixed.
    let is_report = find(COLUMNS[0].0).is_none();
    let mut is_complete = true;
    let places = COLUMNS.map(|(name, others, _, is_required)| {
        let of_report = || others.iter().find_map(|other| find(other));
        let place = if is_report { of_report().or_else(|| find(name)) } else { find(name) };
        if place.is_none() {
            let near = nearest(name, names.iter().copied());
            let near = near.map(|near| format!(", nearest is `{near}`")).unwrap_or_default();
            let message = format!("the file has no column{near}, expected: {name}");
            let level = if is_required { Level::Error } else { Level::Note };
            let code = if is_required { "missing-header" } else { "missing-optional-header" };
            let help = "export the bill as FOCUS 1.2 or as a CUR, with its own column names";
            let place = Evidence::line(&file.relative, first.line);
            problems.report(level, code, place, message, help);
            is_complete &= !is_required;
        }
        place
    });
    is_complete.then_some(places)
}

fn row(
    record: &Record<'_>,
    n_fields: usize,
    places: &[Option<usize>; COLUMNS.len()],
    place: &Evidence,
    problems: &mut Problems<'_>,
) -> Option<Row> {
    if record.fields.len() != n_fields {
        let found = record.fields.len();
        let message = format!("the header has {n_fields} fields, the row: {found}");
        problems.skip("ragged-row", place.clone(), message, "export the file again");
        return None;
    }
    let mut row = Row::of("cost_line");
    for ((name, _, column, _), at) in COLUMNS.iter().zip(places) {
        let text = at.map_or("", |at| record.fields[at].trim());
        if text.is_empty() || text.eq_ignore_ascii_case("null") {
            continue;
        }
        let cell = match *column {
            "billed_cost" | "effective_cost" => number(text).map(FactCell::Number),
            "charge_period_start" => start_day(text).map(FactCell::Date),
            "charge_period_end" => end_day(text).map(FactCell::Date),
            _ => Some(FactCell::Text(text.to_owned())),
        };
        let Some(cell) = cell else {
            let message = format!("`{name}` cannot be read: {}", quoted(text));
            let help = "numbers are plain or with an exponent, times like 2026-09-01T00:00:00Z";
            problems.skip("unreadable-cell", place.clone(), message, help);
            return None;
        };
        row = row.set(column, cell);
    }
    Some(row)
}

/// Reads a decimal, `1.2E-05` included, exactly.
fn number(text: &str) -> Option<Decimal> {
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        None => (text, 0),
        Some((digits, exponent)) => (digits, exponent.parse::<i16>().ok()?),
    };
    let number = digits.parse::<Decimal>().ok()?.normalized();
    let scale = i32::from(number.scale()) - i32::from(exponent);
    if number.is_zero() {
        Some(Decimal::ZERO)
    } else if scale >= 0 {
        let scale = u8::try_from(scale).ok().filter(|scale| *scale <= 38)?;
        Some(Decimal::new(number.mantissa(), scale))
    } else {
        let factor = 10i128.checked_pow(u32::try_from(-scale).ok()?)?;
        Some(Decimal::new(number.mantissa().checked_mul(factor)?, 0))
    }
}

/// The UTC day that an instant falls on.
fn start_day(text: &str) -> Option<NaiveDate> {
    instant(text).map(|at| at.date())
}

/// The first UTC day that a span which ends at an instant does not touch.
fn end_day(text: &str) -> Option<NaiveDate> {
    let end = instant(text)?;
    if end.time() == NaiveTime::MIN { Some(end.date()) } else { end.date().succ_opt() }
}

/// Reads an instant as UTC; a text without a zone is UTC, as FOCUS has it.
fn instant(text: &str) -> Option<NaiveDateTime> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(at.naive_utc());
    }
    let text = text.strip_suffix(" UTC").unwrap_or(text);
    let formats = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%MZ"];
    let at = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    at.or_else(|| Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_time(NaiveTime::MIN)))
}

#[cfg(test)]
mod tests {
    use super::{Cost, end_day, number, start_day};
    use crate::testing::{codes, collect, collect_demo, mutate, rows};

    const HEADER: &str = "BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,EffectiveCost,ServiceName,SubAccountId,ResourceId,ChargeCategory,ChargeDescription";

    fn check(lines: &str, expected: &[&str], diagnostics: &[&str]) {
        let collected = collect(&Cost, "", format!("{HEADER}\n{lines}").as_bytes());
        assert_eq!(codes(&collected), diagnostics, "{lines}");
        let columns = "line billed_cost charge_period_start charge_period_end service_name";
        let found = rows(collected, "cost_line", columns);
        assert_eq!(found, expected, "{lines}");
    }

    #[test]
    fn rows_of_a_bill() {
        check(
            "1.5,USD,2026-09-01T00:00:00Z,2026-10-01T00:00:00Z,,S3,,,Usage,\n-2e-3,USD,2026-09-01,2026-10-01,,,,,Credit,\"two\nlines\"\n3,USD,2026-09-01,2026-10-01,,SQS,,,,",
            &[
                "2|1.5|2026-09-01|2026-10-01|S3",
                "3|-0.002|2026-09-01|2026-10-01|",
                "5|3|2026-09-01|2026-10-01|SQS",
            ],
            &[],
        );
        check("x,USD,2026-09-01,2026-10-01,,,,,,", &[], &["unreadable-cell:2"]);
        check(",USD,2026-09-01,2026-10-01,,,,,,", &[], &["refused-row:2"]);
        check("1,USD,2026-09-01", &[], &["ragged-row:2"]);
        check("1000000000000,USD,2026-09-01,2026-10-01,,,,,,", &[], &["refused-row:2"]);
        check("1e-21,USD,2026-09-01,2026-10-01,,,,,,", &[], &["refused-row:2"]);
    }

    #[test]
    fn a_cost_and_usage_report_is_read_by_its_own_names() {
        let check = |header: &str| {
            let line = "111122223333,Usage,2026-09-01T00:00:00Z,2026-09-02T00:00:00Z,USD,0.0000123,AmazonS3,puts";
            let collected = collect(&Cost, "", format!("{header}\n{line}\n").as_bytes());
            let columns = "billed_cost billing_currency charge_period_start charge_period_end service_name sub_account_id charge_category charge_description";
            assert_eq!(
                rows(collected, "cost_line", columns),
                ["0.0000123|USD|2026-09-01|2026-09-02|AmazonS3|111122223333|Usage|puts"]
            );
        };
        check(
            "lineItem/UsageAccountId,lineItem/LineItemType,lineItem/UsageStartDate,lineItem/UsageEndDate,lineItem/CurrencyCode,lineItem/UnblendedCost,product/ProductName,lineItem/LineItemDescription",
        );
        check(
            "line_item_usage_account_id,line_item_line_item_type,line_item_usage_start_date,line_item_usage_end_date,line_item_currency_code,line_item_unblended_cost,product_servicename,line_item_line_item_description",
        );
    }

    #[test]
    fn numbers_keep_every_digit_or_are_refused() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(number(text).map(|n| n.to_string()).as_deref(), expected, "{text}");
        };
        check("1.2E-05", Some("0.000012"));
        check("-4.20e+2", Some("-420"));
        check("7", Some("7"));
        check("0e999", Some("0"));
        check("1e-39", None);
        check("1e39", None);
        check("1e99999", None);
        check("NaN", None);
        check("", None);
    }

    #[test]
    fn periods_are_days_of_utc() {
        let day = |date: Option<chrono::NaiveDate>| date.unwrap().to_string();
        assert_eq!(day(start_day("2026-09-01T23:00:00-05:00")), "2026-09-02");
        assert_eq!(day(end_day("2026-09-01T01:00:00Z")), "2026-09-02");
        assert_eq!(day(end_day("2026-10-01 00:00:00 UTC")), "2026-10-01");
        assert!(start_day("soon").is_none());
    }

    #[test]
    fn a_missing_column_is_named() {
        let collected = collect(&Cost, "", b"\xef\xbb\xbfBilled Cost,BillingCurrency\n1,USD\n");
        let message = "the file has no column, nearest is `Billed Cost`, expected: BilledCost";
        assert!(collected.diagnostics.iter().any(|found| found.message == message));
        assert!(collected.is_missing && collected.n_skipped == 1);
        assert!(collect(&Cost, "", b"").is_missing);
    }

    #[test]
    fn the_demo_bill_is_read_whole() {
        let collected = collect_demo(&Cost, "aws-bill");
        assert_eq!(codes(&collected), [""; 0]);
        assert_eq!(rows(collected, "cost_line", "line").len(), 163);
    }

    #[test]
    fn mutations_neither_panic_nor_grow() {
        let seed = format!("{HEADER}\n1.5,USD,2026-09-01T00:00:00Z,2026-10-01,,\"S3\",,,Usage,x\n");
        mutate(seed.as_bytes(), &["\"", ",", "\n", "1e9999", "\0", "é"], 1500, |bytes| {
            let collected = collect(&Cost, "", bytes);
            assert!(collected.diagnostics.len() < 200);
        });
    }
}
