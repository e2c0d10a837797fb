//! The zoo's lists: rules, findings, claims, actions, views, sources.

use std::collections::BTreeMap;

use qd_model::{
    Action, Agenda, Cell, Claim, ClaimVerdict, Column, Commodity, Diagnostic, EntityKey, Evidence,
    FigureId, Finding, Level, Period, Placed, Planned, Reason, RuleId, RuleInfo, Severity,
    SourceId, SourceStatus, Unit, Value, Verdict, ViewId, ViewRow, ViewTable,
};

use super::{date, dec, key, roles, root};

fn member(id: &str) -> EntityKey {
    root().member(id).unwrap()
}

const RULES: [(&str, Severity, &str); 4] = [
    ("open-endpoint", Severity::Critical, "Function URL without authentication"),
    ("unbilled-contract", Severity::High, "Contract without an invoice"),
    ("lease-ends-soon", Severity::Medium, "Lease ends and no renewal is recorded"),
    ("missing-backup", Severity::Low, "Table without point-in-time recovery"),
];

pub(super) fn rules() -> BTreeMap<RuleId, RuleInfo> {
    let rules = RULES.map(|(id, severity, title)| {
        let id = RuleId::new(id).unwrap();
        let info = RuleInfo {
            id: id.clone(),
            title: title.into(),
            severity,
            reliability: None,
            remedy: "mend it".into(),
            effort_hours: None,
            roles: roles(),
            references: Vec::new(),
            defined_in: format!("rules/{id}.sql"),
            n_pass: 3,
        };
        (id, info)
    });
    rules.into_iter().collect()
}

pub(super) fn finding(rule: usize, entity: &str, subject: &str) -> Finding {
    let (id, severity, title) = RULES[rule];
    Finding {
        rule: RuleId::new(id).unwrap(),
        entity: member(entity),
        subject: subject.into(),
        severity,
        verdict: Verdict::Fail,
        title: title.into(),
        detail: None,
        evidence: vec![Evidence::line(format!("{entity}/infra/template.yaml"), 41)],
        value_at_stake: None,
        effort_hours: Some(dec("1.5")),
        first_edition: None,
        is_accepted: false,
    }
}

pub(super) fn findings() -> Vec<Finding> {
    let mut unbilled = finding(1, "dangerous-centaur", "Harbor Yoga");
    unbilled.value_at_stake = Some(dec("1450"));
    let mut second = finding(1, "dangerous-centaur", "Pier Coffee");
    second.value_at_stake = Some(dec("900"));
    let mut accepted = finding(3, "jada", "bookings-archive");
    accepted.is_accepted = true;
    let mut unknown = finding(3, "quickdumpnow", "dispatch");
    unknown.verdict = Verdict::Unknown;
    vec![
        finding(0, "jada", "lambda/booking-webhook"),
        unbilled,
        second,
        finding(2, "51st-street", "Unit 3"),
        finding(3, "jada", "bookings"),
        unknown,
        accepted,
    ]
}

pub(super) fn claims() -> Vec<Claim> {
    let figure = FigureId::new(key("net_per_charter", &root(), Period::parse("2026-09").unwrap()));
    let claim = |id: &str, entity: &str, statement: &str| Claim {
        id: id.into(),
        entity: member(entity),
        statement: statement.into(),
        stated: Value::Number(dec("6")),
        stated_high: None,
        figure: None,
        rule: None,
        computed: Value::Number(dec("25")),
        unit: "charters".into(),
        verdict: ClaimVerdict::Contradicted,
        note: None,
        evidence: vec![Evidence::line(format!("{entity}/HANDOFF.md"), 18)],
    };
    let mut worth = claim(
        "blast-value",
        "queen-of-san-diego",
        "the blast to 3,676 contacts is worth $10K to $50K",
    );
    (worth.stated, worth.stated_high) = (Value::Number(dec("10000")), Some(dec("50000")));
    (worth.computed, worth.unit) =
        (Value::Missing(Reason::insufficient("no earlier campaign has bookings")), "USD".into());
    worth.verdict = ClaimVerdict::CannotTell;
    let mut breakeven = claim("break-even", "jada", "break-even is 6 charters a month");
    breakeven.note = Some("at $289.41 a charter, a burn of $7,000 needs 25".into());
    let mut net = claim("net", "jada", "a charter nets about $290");
    (net.stated, net.computed, net.unit) =
        (Value::Number(dec("290")), Value::Number(dec("289.41")), "USD".into());
    (net.figure, net.verdict) = (Some(figure), ClaimVerdict::Confirmed);
    vec![breakeven, worth, net]
}

pub(super) fn actions() -> Vec<Action> {
    let action = |id: &str, entity: &str, text: &str, due: &str| Action {
        id: id.into(),
        entity: member(entity),
        text: text.into(),
        owner: Some("anna".into()),
        roles: roles(),
        due: Some(date(due)),
        hours: Some(dec("2")),
        cash: None,
        gain: None,
        per_day: None,
        rule: None,
        place: Placed::Unplanned,
        evidence: vec![Evidence::line(format!("{entity}/HANDOFF.md"), 30)],
    };
    let mut list = action(
        "list-gmb",
        "jada",
        "List the boat on GetMyBoat with the winter photographs",
        "2026-10-02",
    );
    list.gain = Some(dec("2400"));
    list.place = Placed::In(Box::new(Planned {
        place: 1,
        places: Some((1, 2)),
        start: date("2026-10-01"),
        end: date("2026-10-01"),
        net: dec("2140.5"),
        net_range: (dec("-310"), dec("4025.4")),
        chance: dec("0.585"),
        late_after: date("2026-10-02"),
        late_loss: dec("2140.5"),
        verify_up_to: Some(dec("84.2")),
        needed_by: vec!["winter-price".to_owned()],
    }));
    vec![
        list,
        action(
            "renew-51",
            "51st-street",
            "Ask the tenant of unit 3 whether they stay",
            "2026-10-05",
        ),
        action(
            "bill",
            "dangerous-centaur",
            "Send the two invoices that no contract has seen",
            "2026-10-09",
        ),
    ]
}

/// What was ticked off since the last edition.
pub(super) fn done() -> Vec<Action> {
    let mut done = actions().remove(2);
    (done.id, done.text) = ("photos".into(), "Take the winter photographs".into());
    vec![done]
}

pub(super) fn agenda() -> Agenda {
    Agenda {
        horizon_days: 30,
        value: dec("2140.5"),
        long_horizon_days: 90,
        long_value: dec("6800"),
        currency: Commodity::new("USD"),
        is_proven: true,
        draws: 2000,
    }
}

pub(super) fn tables() -> BTreeMap<ViewId, ViewTable> {
    let column = |id: &str, title: &str, unit: Option<Unit>| Column {
        id: id.into(),
        title: title.into(),
        unit,
        is_exact: id == "rent",
    };
    let rows = [
        ("Unit 1", "M. Alvarez", "1050", "2027-03-31"),
        ("Unit 2", "Sato & Daughters", "1250.50", "2027-06-30"),
        ("Unit 3", "J. Okafor", "849.50", "2026-11-15"),
    ];
    let rows = rows.iter().enumerate().map(|(index, (unit, tenant, rent, end))| ViewRow {
        entity: member("51st-street"),
        cells: vec![
            Cell::Text((*unit).into()),
            Cell::Text((*tenant).into()),
            Cell::Number(dec(rent)),
            Cell::Date(date(end)),
            if index == 2 { Cell::Null } else { Cell::Bool(index == 0) },
        ],
        commodity: Some("USD".into()),
        evidence: Some(Evidence::line("51st-street/leases.csv", index as u32 + 2)),
    });
    let view = ViewTable {
        id: ViewId::new("rent_roll").unwrap(),
        title: "Rent roll".into(),
        roles: roles(),
        columns: vec![
            column("unit", "Unit", None),
            column("tenant", "Tenant", None),
            column("rent", "Rent a month", Some(Unit::Money)),
            column("ends", "Lease ends", Some(Unit::Date)),
            column("renewal", "Renewal", None),
        ],
        rows: rows.collect(),
        missing: Vec::new(),
    };
    BTreeMap::from([(view.id.clone(), view)])
}

pub(super) fn sources() -> Vec<SourceStatus> {
    let source = |id: &str, entity: &str, last: Option<&str>| SourceStatus {
        source: SourceId::new(id).unwrap(),
        entity: member(entity),
        kind: "csv".into(),
        path: format!("{entity}/{id}.csv"),
        rows: Vec::new(),
        n_skipped: 0,
        first_date: None,
        last_date: last.map(date),
        covers: None,
        is_assumed: false,
        is_missing: last.is_none(),
        n_diagnostics: 0,
    };
    vec![
        source("jada-books", "jada", Some("2026-09-29")),
        source("dump-books", "quickdumpnow", Some("2026-08-20")),
        source("client-invoices", "centaur-clients", None),
    ]
}

pub(super) fn diagnostics() -> Vec<Diagnostic> {
    let place = Evidence::line("jada/books.beancount", 212);
    vec![Diagnostic::new(
        Level::Warning,
        "unknown-account",
        "jada-books",
        place,
        "unknown account: X",
    )]
}
