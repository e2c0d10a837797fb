#![cfg(test)]

use qd_model::report::{Figure, FigureRef, Form, Locale, Place};
use qd_model::{Basis, Decimal, EvidenceRows, Reason, Unit, Value};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn sample(unit: Unit, value: &str) -> Figure {
    Figure {
        id: FigureRef::Cell("test".into()),
        label: "Test".into(),
        value: Value::Number(dec(value)),
        unit,
        commodity: Some("USD".into()),
        low: None,
        high: None,
        n: None,
        basis: Basis::Measured,
        period: None,
        is_partial: false,
        is_estimate: false,
        form: Form::Magnitude,
        place: Place::Cell,
        formula: String::new(),
        inputs: Vec::new(),
        evidence: EvidenceRows::default(),
    }
}

#[test]
fn money_reads_as_the_look_says() {
    let check = |value: &str, expected: &str| {
        assert_eq!(super::figure(&sample(Unit::Money, value), Locale::EnUs), expected, "{value}");
    };
    check("1234", "$1,234");
    check("12431.20", "$12.4k");
    check("124312", "$124k");
    check("1240000", "$1.24M");
    check("999600", "$1.00M");
    check("999499", "$999k");
    check("9999.4", "$9,999");
    check("9999.6", "$10.0k");
    check("99960", "$100k");
    check("-12400", "-$12.4k");
    check("0", "$0");
    check("0.37", "$0.37");
    check("-0.001", "-$0.0010");
    check("123456789012345", "$123T");
    check("999999999999", "$1.00T");
    check("1234567890123456", "$1,235T");
}

#[test]
fn exact_money_has_the_digits_of_its_currency() {
    let check = |value: &str, commodity: &str, expected: &str| {
        let mut figure = sample(Unit::Money, value);
        figure.form = Form::Exact;
        figure.commodity = Some(commodity.into());
        assert_eq!(super::figure(&figure, Locale::EnUs), expected, "{value}");
    };
    check("289.41", "USD", "$289.41");
    check("12431.2", "USD", "$12,431.20");
    check("-5263.54", "USD", "-$5,263.54");
    check("1500", "JPY", "¥1,500");
    check("1500", "CHF", "CHF 1,500.00");
    check("-3", "BOAT", "-3.00 BOAT");
    check("1.5", "KWD", "KWD 1.500");
    check("0.0005", "USD", "$0.0005");
    check("0.001", "USD", "$0.0010");
    check("-0.000002", "USD", "-$0.000002");
    check("0.3676", "USD", "$0.37");
}

#[test]
fn rates_carry_their_sample_and_no_false_digits() {
    let check = |value: &str, n: Option<u64>, ends: Option<(&str, &str)>, expected: &str| {
        let mut figure = sample(Unit::Ratio, value);
        figure.n = n;
        figure.low = ends.map(|(low, _)| dec(low));
        figure.high = ends.map(|(_, high)| dec(high));
        assert_eq!(super::figure(&figure, Locale::EnUs), expected, "{value}");
    };
    check("0.075", Some(40), None, "7.5% (3/40)");
    check("0", Some(12), None, "0% (0/12)");
    check("0.00014", None, None, "0.014%");
    check("0.0099", None, None, "0.99%");
    check("0.00999", None, None, "1.0%");
    check("0.000996", None, None, "0.10%");
    check("0.0523", None, Some(("0.019", "0.113")), "5%");
    check("0.045", None, Some(("0.025", "0.072")), "4.5%");
    check("0.004", None, Some(("0", "0.06")), "<1%");
    check("0.0428571", Some(40), None, "4.3% (n=40)");
    check("0.3442", None, None, "34.4%");
    check("-0.05", None, None, "-5.0%");
    check("1", None, None, "100.0%");
}

#[test]
fn an_exact_ratio_has_two_decimals() {
    let mut figure = sample(Unit::Ratio, "0.344228");
    figure.form = Form::Exact;
    assert_eq!(super::figure(&figure, Locale::EnUs), "34.42%");
}

#[test]
fn changes_are_relative_to_a_material_base() {
    let check = |actual: &str, base: &str, expected: &str| {
        let mut figure = sample(Unit::Ratio, "0");
        figure.form = Form::RelativeChange;
        figure.value = super::relative_change(dec(actual), dec(base), dec("5"));
        assert_eq!(super::figure(&figure, Locale::EnUs), expected, "{actual} over {base}");
    };
    check("112.3", "100", "+12.3%");
    check("96", "100", "-4.0%");
    check("100", "100", "0%");
    check("310", "100", "x3.1");
    check("300", "100", "+200.0%");
    check("-500", "100", "x-5.0");
    check("10", "0", "n/a");
    check("10", "-3", "n/a");
    check("10", "4.99", "n/a");
    let mut points = sample(Unit::Ratio, "0.021");
    points.form = Form::PointChange;
    assert_eq!(super::figure(&points, Locale::EnUs), "+2.1 pt");
}

#[test]
fn other_units_say_what_they_count() {
    let check = |unit: &str, value: &str, expected: &str| {
        assert_eq!(super::figure(&sample(Unit::parse(unit), value), Locale::EnUs), expected);
    };
    check("count", "1234567", "1,234,567");
    check("count", "2.54", "2.5");
    check("factor", "1.5", "1.50");
    check("days", "1", "1 day");
    check("days", "12.04", "12 days");
    check("hours", "2.5", "2.5 h");
    check("months", "4.63", "4.6 months");
    check("seconds", "263", "263 s");
    check("seconds", "2.534", "2.53 s");
    check("miles", "1234", "1,234 nm");
    check("date", "20781", "2026-11-24");
    check("guests", "6", "6 guests");
}

#[test]
fn absence_is_told_apart() {
    let check = |place, reason: Reason, expected: &str| {
        let mut figure = sample(Unit::Money, "0");
        (figure.value, figure.place) = (Value::Missing(reason), place);
        assert_eq!(super::figure(&figure, Locale::EnUs), expected);
    };
    let books = || Reason::insufficient("books end 2026-08-20");
    check(Place::Cell, books(), "—");
    check(Place::Prose, books(), "insufficient data: books end 2026-08-20");
    check(Place::Cell, Reason::undefined("no bookings"), "n/a");
    check(Place::Prose, Reason::undefined("no bookings"), "n/a (no bookings)");
    check(Place::Cell, Reason::TooFew { n: 3 }, "too few (n=3)");
}

#[test]
fn marks_say_how_sure_a_figure_is() {
    let mut figure = sample(Unit::Money, "-395");
    figure.is_estimate = true;
    figure.basis = Basis::Assumed;
    assert_eq!(super::figure(&figure, Locale::EnUs), "≈-$395†");
    assert_eq!(super::typographic("≈-$395†"), "≈\u{2212}$395†");
    assert_eq!(super::typographic("-4.0%"), "\u{2212}4.0%");
}

#[test]
fn prose_dates_name_the_weekday() {
    let date = "2026-11-24".parse().unwrap();
    assert_eq!(super::prose_date(date, Some(2026), Locale::EnUs), "Tue 24 Nov");
    assert_eq!(super::prose_date(date, Some(2025), Locale::EnUs), "Tue 24 Nov 2026");
}

/// Marks and names as Babel 2.18 prints them; blanks are all of one kind here.
#[test]
fn countries_write_their_own_numbers() {
    let check = |value: &str, form: Form, expected: [&str; 4]| {
        let mut figure = sample(Unit::Money, value);
        (figure.commodity, figure.form) = (Some("EUR".into()), form);
        let locales = [Locale::EnGb, Locale::DeDe, Locale::FrFr, Locale::EsEs];
        let printed = locales.map(|locale| super::figure(&figure, locale).replace('\u{a0}', " "));
        assert_eq!(printed, expected);
    };
    check("1234.5", Form::Exact, ["€1,234.50", "1.234,50 €", "1 234,50 €", "1234,50 €"]);
    check(
        "-1234567.89",
        Form::Exact,
        ["-€1,234,567.89", "-1.234.567,89 €", "-1 234 567,89 €", "-1.234.567,89 €"],
    );
    check("12400", Form::Magnitude, ["€12.4k", "12,4 Tsd. €", "12,4 k €", "12,4 mil €"]);
    check("1240000", Form::Magnitude, ["€1.24M", "1,24 Mio. €", "1,24 M €", "1,24 M€"]);
    check("1240000000", Form::Magnitude, ["€1.24B", "1,24 Mrd. €", "1,24 Md €", "1,24 mil M€"]);
    check("1240000000000", Form::Magnitude, ["€1.24T", "1,24 Bio. €", "1,24 Bn €", "1,24 B€"]);
    check("0", Form::Magnitude, ["€0", "0 €", "0 €", "0 €"]);
    let mut franc = sample(Unit::Money, "1500");
    franc.commodity = Some("CHF".into());
    assert_eq!(super::figure(&franc, Locale::DeDe), "1.500\u{a0}CHF");
    let mut rate = sample(Unit::Ratio, "0.075");
    rate.n = Some(1_240);
    assert_eq!(super::figure(&rate, Locale::DeDe), "7,5\u{a0}% (93/1.240)");
    assert_eq!(super::figure(&sample(Unit::Months, "4.6"), Locale::FrFr), "4,6 months");
    assert_eq!(
        super::figure(&sample(Unit::Other("l 1.5".into()), "2.5"), Locale::DeDe),
        "2,5 l 1.5"
    );
    let mut change = sample(Unit::Ratio, "2.1");
    change.form = Form::RelativeChange;
    assert_eq!(super::figure(&change, Locale::EsEs), "x3,1");
}

#[test]
fn countries_write_their_own_dates() {
    let day = "2026-11-24".parse().unwrap();
    let check = |locale, expected: &str, month: &str| {
        assert_eq!(super::prose_date(day, Some(2026), locale), expected);
        assert_eq!(super::prose_date(day, None, locale), format!("{expected} 2026"));
        let march = qd_model::Period::parse("2026-03").unwrap();
        assert_eq!(super::period(march, locale), month);
    };
    check(Locale::EnUs, "Tue 24 Nov", "Mar 2026");
    check(Locale::EnGb, "Tue 24 Nov", "Mar 2026");
    check(Locale::DeDe, "Di., 24. Nov.", "März 2026");
    check(Locale::FrFr, "mar. 24 nov.", "mars 2026");
    check(Locale::EsEs, "mar, 24 nov", "mar 2026");
}
