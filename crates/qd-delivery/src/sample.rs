//! A small outbox and documents for the tests of this crate.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use qd_model::{EntityKey, Period, ReportId, Role, RuleId};
use tempfile::TempDir;

use crate::{
    Address, Approval, Blocked, Content, Delivery, DeliveryError, Document, FindingKey, Frozen,
    KeptFigure, Maildir, NewEdition, Outbox, Plan, PlanOptions, Preflight, PreflightError, Ready,
    Receipt, SendOptions, SendReport, Series, State, Transport, TransportError,
    TransportErrorClass, plan, send,
};

/// An outbox in a folder of its own.
pub(crate) struct Sample {
    folder: TempDir,
    pub(crate) outbox: Outbox,
}

/// The instant of day `day` of the sample.
pub(crate) fn instant(day: i64) -> DateTime<Utc> {
    let first: DateTime<Utc> = "2026-10-01T06:59:59Z".parse().unwrap();
    first + TimeDelta::days(day)
}

pub(crate) fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub(crate) fn series(report: &str) -> Series {
    let root = EntityKey::root("example-holdings").unwrap();
    Series::of_entity(ReportId::new(report).unwrap(), &root)
}

/// A first edition for September, to these recipients, copied to `audit@example.com`.
pub(crate) fn document(report: &str, to: &[&str]) -> Document {
    Document {
        edition: NewEdition {
            series: series(report),
            period: Period::parse("2026-09").unwrap(),
            number: 1,
            correction: None,
            figures: BTreeMap::from([(
                "portfolio/cash/2026-09-30".into(),
                KeptFigure {
                    value: Some("41250".parse().unwrap()),
                    display: "$41.3k".into(),
                    is_partial: false,
                },
            )]),
            findings: vec![finding("open-endpoint", "api")],
            origin: None,
        },
        content: Content {
            subject: format!("{report}: September 2026"),
            html: format!("<p>{report}: cash $41.3k</p>"),
            text: format!("{report}: cash $41.3k"),
            attachments: vec![],
        },
        from: address("Example Holdings <reports@example.com>"),
        role: Role::new("ceo").unwrap(),
        to: to.iter().map(|to| address(to)).collect(),
        bcc: vec![address("audit@example.com")],
        approval: Approval::Auto,
        hold: None,
        expires_at: None,
    }
}

pub(crate) fn finding(rule: &str, subject: &str) -> FindingKey {
    FindingKey {
        rule: RuleId::new(rule).unwrap(),
        entity: EntityKey::root("example-holdings").unwrap(),
        subject: subject.into(),
    }
}

/// A guard that knows one secret.
pub(crate) fn guard(eml: &[u8]) -> Vec<Blocked> {
    match String::from_utf8_lossy(eml).contains("hunter2") {
        true => vec![Blocked { rule: "seen-value".into(), place: "text/plain line 1".into() }],
        false => vec![],
    }
}

pub(crate) fn options(day: i64) -> SendOptions<'static> {
    SendOptions::new(instant(day), "process 1 on test")
}

impl Sample {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(&folder.path().join(".quarterdeck")).unwrap();
        Self { folder, outbox }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Opens the database again, as the next process does.
    pub(crate) fn reopen(&mut self) {
        self.outbox = Outbox::open(&self.path(".quarterdeck")).unwrap();
    }

    pub(crate) fn plan(&mut self, documents: &[Document], day: i64) -> Plan {
        let options = PlanOptions { now: instant(day), is_dry_run: false, is_whole: false };
        plan(&mut self.outbox, documents, &guard, options).unwrap()
    }

    pub(crate) fn send(&mut self, transport: &dyn Transport, day: i64) -> SendReport {
        send(&mut self.outbox, transport, &guard, &options(day)).unwrap()
    }

    pub(crate) fn maildir(&self) -> Maildir {
        Maildir::new(self.path("outbox"))
    }

    /// The files in the outbox folder: name and bytes, in order.
    pub(crate) fn mail(&self) -> Vec<(String, Vec<u8>)> {
        let Ok(entries) = std::fs::read_dir(self.path("outbox/new")) else { return vec![] };
        let read = |path: PathBuf| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        };
        let mut mail = entries.map(|entry| read(entry.unwrap().path())).collect::<Vec<_>>();
        mail.sort();
        mail
    }

    /// The state of a recipient's delivery, audit copies by `audit@...>owner@...`.
    pub(crate) fn states(&self) -> Vec<(String, State)> {
        let rows = self.outbox.deliveries().unwrap();
        let name = |row: &Delivery| match &row.copy_of {
            None => format!("{} {}", row.series.report, row.recipient),
            Some(id) => {
                let main = self.outbox.delivery(id).unwrap();
                format!("{} {}>{}", row.series.report, row.recipient, main.recipient)
            }
        };
        rows.iter().map(|row| (name(row), row.state)).collect()
    }

    /// The states of deliveries alone, in order.
    pub(crate) fn main_states(&self) -> Vec<State> {
        let rows = self.outbox.deliveries().unwrap();
        rows.iter().filter(|row| !row.is_audit()).map(|row| row.state).collect()
    }

    /// The archived messages: how many files there are.
    pub(crate) fn n_archived(&self) -> usize {
        let folders = std::fs::read_dir(self.path(".quarterdeck/archive"));
        let count = |entry: std::io::Result<std::fs::DirEntry>| {
            std::fs::read_dir(entry.unwrap().path()).unwrap().count()
        };
        folders.map_or(0, |folders| folders.map(count).sum())
    }
}

/// What a scripted transport does with a message.
pub(crate) type Answer = Box<dyn Fn(&Frozen) -> Result<Receipt, TransportError>>;

/// A transport that is not idempotent, answers as it is told, and keeps what it was given.
pub(crate) struct Scripted {
    pub(crate) answer: Answer,
    pub(crate) seen: RefCell<Vec<Frozen>>,
    pub(crate) refusal: Option<PreflightError>,
    pub(crate) asked: RefCell<Vec<Preflight>>,
    /// How many recipients it lets be under way together.
    pub(crate) group_recipients: u64,
}

impl Scripted {
    pub(crate) fn new(
        answer: impl Fn(&Frozen) -> Result<Receipt, TransportError> + 'static,
    ) -> Self {
        let (seen, asked) = (RefCell::default(), RefCell::default());
        Self { answer: Box::new(answer), seen, refusal: None, asked, group_recipients: 1 }
    }

    pub(crate) fn accepting() -> Self {
        Self::new(|frozen| Ok(Receipt { message_id: format!("m-{}", frozen.id) }))
    }

    /// Fails for the recipients of a name and accepts the rest.
    pub(crate) fn failing(name: &'static str, class: TransportErrorClass) -> Self {
        Self::new(move |frozen| match frozen.to.local() == name {
            true => Err(TransportError::new(class, "scripted", "as told")),
            false => Ok(Receipt { message_id: format!("m-{}", frozen.id) }),
        })
    }

    /// The same, with so many recipients under way together.
    pub(crate) fn in_groups(self, group_recipients: u64) -> Self {
        Self { group_recipients, ..self }
    }

    /// The recipients that it was asked to send to, in order.
    pub(crate) fn sent_to(&self) -> Vec<String> {
        self.seen.borrow().iter().map(|frozen| frozen.to.local().to_owned()).collect()
    }
}

impl Transport for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn preflight(&self, preflight: &Preflight) -> Result<Ready, PreflightError> {
        self.asked.borrow_mut().push(preflight.clone());
        self.refusal.clone().map_or_else(|| Ok(Ready::default()), Err)
    }

    fn group_recipients(&self) -> u64 {
        self.group_recipients
    }

    fn send(&self, frozen: &Frozen) -> Result<Receipt, TransportError> {
        self.seen.borrow_mut().push(frozen.clone());
        (self.answer)(frozen)
    }
}

/// The error of a call that must fail.
pub(crate) fn failure<T: std::fmt::Debug>(result: Result<T, DeliveryError>) -> DeliveryError {
    result.unwrap_err()
}
