//! The report that tests and measurements of delivery plan: small, its first edition for September.

use std::collections::BTreeMap;

use qd_delivery::{Address, Approval, Content, Document, NewEdition, Series};
use qd_model::{EntityKey, Period, ReportId, Role};

fn address(name: &str) -> Address {
    Address::parse(&format!("{name}@example.com")).unwrap()
}

/// The report for those who are named, each with an audit copy.
pub(crate) fn document(names: impl IntoIterator<Item = impl AsRef<str>>) -> Document {
    let root = EntityKey::root("example-holdings").unwrap();
    Document {
        edition: NewEdition {
            series: Series::of_entity(ReportId::new("ceo").unwrap(), &root),
            period: Period::parse("2026-09").unwrap(),
            number: 1,
            correction: None,
            figures: BTreeMap::new(),
            findings: vec![],
            origin: None,
        },
        content: Content {
            subject: "Report".into(),
            html: "<p>Cash: $1</p>".into(),
            text: "Cash: $1".into(),
            attachments: vec![],
        },
        from: address("reports"),
        role: Role::new("ceo").unwrap(),
        to: names.into_iter().map(|name| address(name.as_ref())).collect(),
        bcc: vec![address("audit")],
        approval: Approval::Auto,
        hold: None,
        expires_at: None,
    }
}
