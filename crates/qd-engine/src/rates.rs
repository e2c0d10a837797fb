//! Dated exchange rates, from `price` rows of an entity and its root.

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use chrono::NaiveDate;
use qd_model::{Decimal, DecimalError, EntityKey, Evidence, Rounding};

use crate::session::Columns;

/// What one commodity is worth in another on a day.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Rate {
    price: Decimal,
    is_inverse: bool,
    pub(crate) date: NaiveDate,
    pub(crate) place: Evidence,
    from: String,
    to: String,
}

impl Rate {
    /// Converts an amount: exact by a direct rate, to 12 digits by an inverse one.
    pub(crate) fn convert(&self, amount: Decimal) -> Result<Decimal, DecimalError> {
        if self.is_inverse {
            amount.div(self.price, 12, Rounding::HalfEven)
        } else {
            amount.mul(self.price)
        }
    }

    /// The rate as a sentence: `1 EUR = 1.05 USD on 2026-09-28, prices.csv:3`.
    pub(crate) fn sentence(&self) -> String {
        let (from, to) =
            if self.is_inverse { (&self.to, &self.from) } else { (&self.from, &self.to) };
        let (price, date, place) = (self.price.normalized(), self.date, &self.place);
        format!("1 {from} = {price} {to} on {date}, {place}")
    }
}

/// Every dated rate of a run.
#[derive(Debug, Default)]
pub(crate) struct Rates(BTreeMap<(EntityKey, String, String), Vec<Quote>>);

/// The day, the price and the place of a quotation.
type Quote = (NaiveDate, Decimal, Evidence);

impl Rates {
    /// Reads the rows of `price`; of two on one day the later row holds.
    pub(crate) fn new(rows: Option<&RecordBatch>) -> Self {
        let mut rates = Self::default();
        if let Some(batch) = rows {
            rates.read(Columns(batch));
        }
        for dated in rates.0.values_mut() {
            dated.sort_by_key(|(date, _, _)| *date);
        }
        rates
    }

    fn read(&mut self, columns: Columns<'_>) -> Option<()> {
        let (entity, date) = (columns.texts("entity")?, columns.dates("date")?);
        let (commodity, quote) = (columns.texts("commodity")?, columns.texts("quote")?);
        let price = columns.numbers("price")?;
        let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
        for row in 0..columns.0.num_rows() {
            let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
            let (Some(date), Some(price)) = (date.get(row), price.get(row)) else { continue };
            if price.is_zero() {
                continue;
            }
            let pair = (key, commodity.text(row).to_owned(), quote.text(row).to_owned());
            let place = crate::evidence::place(file.text(row), line.get(row));
            self.0.entry(pair).or_default().push((date, price, place));
        }
        Some(())
    }

    /// The latest rate on or before a day: the entity's own before the root's of the same day,
    /// direct before inverse.
    pub(crate) fn find(
        &self,
        entity: &EntityKey,
        from: &str,
        to: &str,
        on: NaiveDate,
    ) -> Option<Rate> {
        let root = EntityKey::root(entity.portfolio()).ok()?;
        let latest = |base: &str, quote: &str| {
            let of = |key: &EntityKey| {
                let pair = (key.clone(), base.to_owned(), quote.to_owned());
                let dated = self.0.get(&pair)?;
                let n_before = dated.partition_point(|(date, _, _)| *date <= on);
                n_before.checked_sub(1).map(|last| &dated[last])
            };
            match (of(entity), of(&root)) {
                (Some(own), Some(shared)) if shared.0 > own.0 => Some(shared),
                (own, shared) => own.or(shared),
            }
        };
        let direct = latest(from, to).map(|found| (found, false));
        let ((date, price, place), is_inverse) =
            direct.or_else(|| latest(to, from).map(|found| (found, true)))?;
        Some(Rate {
            price: *price,
            is_inverse,
            date: *date,
            place: place.clone(),
            from: from.to_owned(),
            to: to.to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use qd_facts::{Facts, Row};
    use qd_model::{Decimal, EntityKey, Evidence, SourceId};

    use super::Rates;

    #[test]
    fn latest_own_direct() {
        let (own, root) = (EntityKey::parse("p/a").unwrap(), EntityKey::parse("p").unwrap());
        let mut facts = Facts::default();
        let mut add = |entity: &EntityKey, date: &str, pair: (&str, &str), price: &str| {
            let row = Row::of("price")
                .set("date", date.parse::<chrono::NaiveDate>().unwrap())
                .set("commodity", pair.0)
                .set("price", price.parse::<Decimal>().unwrap())
                .set("quote", pair.1);
            let source = SourceId::new("prices").unwrap();
            facts.push(entity, &source, &Evidence::line("prices.csv", 3), &row).unwrap();
        };
        add(&root, "2026-09-01", ("EUR", "USD"), "1.10");
        add(&own, "2026-09-01", ("EUR", "USD"), "1.05");
        add(&root, "2026-09-20", ("EUR", "USD"), "1.20");
        add(&root, "2026-01-01", ("USD", "MXN"), "16");
        let rates = Rates::new(Some(&facts.finish()["price"]));
        let check = |from: &str, to: &str, on: &str, amount: &str, expected: Option<&str>| {
            let rate = rates.find(&own, from, to, on.parse().unwrap());
            let converted = rate.map(|rate| rate.convert(amount.parse().unwrap()).unwrap());
            assert_eq!(converted, expected.map(|number| number.parse().unwrap()), "{from} {on}");
        };
        check("EUR", "USD", "2026-08-31", "10", None);
        check("EUR", "USD", "2026-09-10", "10", Some("10.5"));
        check("EUR", "USD", "2026-09-30", "10", Some("12"));
        check("MXN", "USD", "2026-09-30", "8", Some("0.5"));
        check("MXN", "EUR", "2026-09-30", "8", None);
        let rate = rates.find(&own, "MXN", "USD", "2026-09-30".parse().unwrap()).unwrap();
        assert_eq!(rate.sentence(), "1 USD = 16 MXN on 2026-01-01, prices.csv:3");
    }
}
