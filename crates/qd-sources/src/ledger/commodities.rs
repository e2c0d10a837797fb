//! What facts call a journal's commodities: `$` is a sign of many, `USD` is one.
//!
//! Rates and reports know ISO codes, journals often signs. A sign becomes a code only where it can
//! mean one thing: by the source's settings, or because the portfolio's own currency has that sign.

use std::collections::BTreeMap;

use qd_model::Commodity;

/// Signs that several currencies share, and those currencies.
const SHARED: [(&str, &[&str]); 3] = [
    ("$", &["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "CLP", "COP", "ARS"]),
    ("£", &["GBP", "GIP", "FKP", "EGP"]),
    ("¥", &["JPY", "CNY"]),
];
/// Signs of one currency.
const OWN: [(&str, &str); 8] = [
    ("€", "EUR"),
    ("₹", "INR"),
    ("₩", "KRW"),
    ("₽", "RUB"),
    ("₺", "TRY"),
    ("₴", "UAH"),
    ("₫", "VND"),
    ("R$", "BRL"),
];

/// Names commodities.
pub(crate) struct Commodities {
    declared: BTreeMap<String, String>,
    currency: String,
}

impl Commodities {
    /// Takes the source's own names, and the portfolio's currency.
    pub(crate) fn new(declared: BTreeMap<String, String>, currency: &Commodity) -> Self {
        Self { declared, currency: currency.as_str().to_owned() }
    }

    /// The name of a commodity in facts; an amount without one is of the portfolio's currency.
    pub(crate) fn name(&self, written: &str) -> String {
        if let Some(declared) = self.declared.get(written) {
            return declared.clone();
        }
        if written.is_empty() {
            return self.currency.clone();
        }
        let is_ours = |currencies: &&[&str]| currencies.contains(&self.currency.as_str());
        let shared =
            SHARED.iter().find(|(sign, _)| *sign == written).map(|(_, currencies)| currencies);
        if shared.is_some_and(is_ours) {
            return self.currency.clone();
        }
        let own = OWN.iter().find(|(sign, _)| *sign == written).map(|(_, code)| *code);
        own.unwrap_or(written).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use qd_model::Commodity;

    use super::Commodities;

    #[test]
    fn a_sign_becomes_a_code_only_where_it_means_one() {
        let check = |currency: &str, written: &str, expected: &str| {
            let declared = [("pts".to_owned(), "POINT".to_owned())].into();
            let commodities = Commodities::new(declared, &Commodity::new(currency));
            assert_eq!(commodities.name(written), expected, "{currency} {written}");
        };
        check("USD", "$", "USD");
        check("CAD", "$", "CAD");
        check("EUR", "$", "$");
        check("USD", "€", "EUR");
        check("USD", "", "USD");
        check("USD", "pts", "POINT");
        check("USD", "AAPL", "AAPL");
    }
}
