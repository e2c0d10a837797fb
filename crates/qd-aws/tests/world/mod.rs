//! A simulated SES, an outbox in memory, and a report for some recipients: what tests of events share.

#[path = "../../../qd-delivery/tests/documents/mod.rs"]
mod documents;

use chrono::{DateTime, Utc};
use qd_aws::simulator::{Accepted, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::{
    Delivery, Outbox, PlanOptions, SendOptions, SendReport, State, Step, plan, send,
};
use qd_model::Period;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-10-01T08:00:00Z".parse().unwrap()
}

pub(crate) struct World {
    folder: tempfile::TempDir,
    pub(crate) simulator: Simulator,
    pub(crate) transport: SesTransport,
}

impl World {
    pub(crate) fn new() -> Self {
        let simulator = Simulator::start().unwrap();
        let transport = SesTransport::new(SesOptions {
            region: Some("eu-west-1".into()),
            endpoint_url: Some(simulator.url()),
            static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
            control_interval_ms: 0,
            ..SesOptions::default()
        })
        .unwrap();
        let memory = std::path::Path::new("/dev/shm");
        let folder =
            if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
        Self { folder: folder.unwrap(), simulator, transport }
    }

    pub(crate) fn outbox(&self) -> Outbox {
        Outbox::open(self.folder.path()).unwrap()
    }

    /// Plans the report of a month for everybody.
    pub(crate) fn plan(&self, month: u32, names: &[&str]) {
        let mut document = documents::document(names);
        document.edition.period = Period::parse(&format!("2026-{month:02}")).unwrap();
        document.edition.number = month;
        let options = PlanOptions { now: now(), is_dry_run: false, is_whole: false };
        plan(&mut self.outbox(), &[document], &|_: &[u8]| vec![], options).unwrap();
    }

    pub(crate) fn send(&self, observe: &dyn Fn(Step, &Delivery)) -> SendReport {
        let options = SendOptions { observe, ..SendOptions::new(now(), "test") };
        send(&mut self.outbox(), &self.transport, &|_: &[u8]| vec![], &options).unwrap()
    }

    pub(crate) fn state(&self, name: &str) -> State {
        let rows = self.outbox().deliveries().unwrap();
        let is_row = |row: &&Delivery| row.recipient.starts_with(name) && !row.is_audit();
        rows.iter().rfind(is_row).unwrap().state
    }

    pub(crate) fn accepted(&self, index: usize) -> Accepted {
        self.simulator.accepted()[index].clone()
    }
}
