use std::collections::BTreeMap;

use qd_model::{Basis, Decimal, MetricId, Reason};

use super::{Expression, Inputs, Term, Window};

struct Numbers(BTreeMap<&'static str, &'static str>);

impl Numbers {
    fn term(&self, name: &str) -> Term {
        match self.0.get(name) {
            Some(number) => Term { evidence_count: 2, ..Term::constant(number.parse().unwrap()) },
            None => Term::missing(Reason::insufficient(name)),
        }
    }
}

impl Inputs for Numbers {
    fn metric(&mut self, id: &MetricId) -> Term {
        self.term(id.as_str())
    }
    fn through(&mut self, window: Window, id: &MetricId) -> Term {
        self.term(&format!("{}({id})", window.name()))
    }
    fn parameter(&mut self, name: &str) -> Term {
        Term { is_assumed: true, ..self.term(name) }
    }
    fn period_end(&self) -> i64 {
        20_726
    }
    fn period_days(&self) -> i64 {
        30
    }
}

fn computed(text: &str) -> super::Outcome {
    let mut numbers = Numbers(BTreeMap::from([
        ("cash", "61868.49"),
        ("t3m(net_burn)", "8000"),
        ("charter_net", "289.41"),
        ("zero", "0"),
        ("share", "0.18"),
    ]));
    Expression::parse(text).unwrap().compute(&mut numbers).unwrap()
}

fn check(text: &str, expected: &str) {
    assert_eq!(computed(text).value, Ok(expected.parse::<Decimal>().unwrap()), "{text}");
}

#[test]
fn arithmetic() {
    check("1 + 2 * 3 - 4 / 2", "5");
    check("-(1 + 2) * 3", "-9");
    check("1_000 - 0.5", "999.5");
    check("max(cash, 0) / t3m(net_burn)", "7.73356125");
    check("ceil(t3m(net_burn) / charter_net)", "28");
    check("ceil(7000 / charter_net)", "25");
    check("ceil(9000 / 3)", "3000");
    check("round_half_up(840.75 * param.share, 2)", "151.34");
    check("period_end + floor(cash / t3m(net_burn) * 30.4375)", "20961");
    check("2 / 3", "0.666666666667");
    check("min(3, 2, 5) + abs(-1)", "3");
}

#[test]
fn reasons_and_basis_travel() {
    assert_eq!(computed("cash / zero").value, Err(Reason::undefined("zero is zero")));
    let both = Reason::Insufficient { fields: vec!["absent".into(), "gone".into()] };
    assert_eq!(computed("gone / zero + absent").value, Err(both));
    assert_eq!(computed("cash").basis, Basis::Derived);
    assert_eq!(computed("cash * param.share").basis, Basis::Assumed);
    assert_eq!(computed("cash + cash / charter_net").evidence_count, 4);
}

#[test]
fn mistakes_are_named() {
    let wrong = |text: &str| Expression::parse(text).unwrap_err().to_string();
    assert_eq!(wrong("cash +"), "the expression ends too early");
    assert_eq!(wrong("cash ) 2"), "unexpected `)`");
    assert_eq!(wrong("median(cash, 2)"), "there is no function `median`");
    assert_eq!(wrong("t3m(cash + 1)"), "`t3m` takes the id of one metric");
    assert_eq!(wrong("ceil(cash, 2)"), "`ceil` takes one argument");
    assert_eq!(wrong("1.2.3"), "not a number: 1.2.3");
}

#[test]
fn printing_reads_back() {
    for text in ["(a + b) * -c", "max(t6m(a), param.b) / 2", "period_end - period_days"] {
        let expression = Expression::parse(text).unwrap();
        assert_eq!(Expression::parse(&expression.to_string()).unwrap(), expression, "{text}");
    }
}
