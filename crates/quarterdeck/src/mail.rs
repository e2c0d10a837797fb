//! From documents to deliveries: the wiring of plan and send, and their words for people.

use std::path::PathBuf;

use qd_aws::{AwsError, SesTransport};
use qd_delivery::{
    Address, Approval, DeliveryError, Document, Maildir, NewEdition, Outbox, Outcome,
    PreflightKind, Smtp, Transport,
};

use crate::config::{TransportKind, nearest};
use crate::environment::variables;
use crate::exit::Exit;
use crate::origin::KeptRun;
use crate::printed::Printed;
use crate::problem::Problem;
use crate::run::{Opened, Run};

/// The folder of the Maildir below a portfolio's folder.
pub(crate) const OUTBOX_FOLDER: &str = "outbox";

/// Opens the outbox of a portfolio.
pub(crate) fn outbox(state: &std::path::Path) -> Result<Outbox, Problem> {
    Outbox::open(state).map_err(delivery_problem)
}

/// Turns documents into what the outbox plans.
pub(crate) fn documents(
    run: &Run,
    printed: Vec<Printed>,
    kept: &KeptRun,
) -> Result<Vec<Document>, Problem> {
    let from = sender(run)?;
    let bcc = run
        .config
        .delivery
        .bcc
        .iter()
        .map(|address| parse(address))
        .collect::<Result<Vec<_>, _>>()?;
    let approval = approvals(run)?;
    let expires_at = run
        .config
        .delivery
        .expires_after_days
        .map(|days| run.instant + chrono::TimeDelta::days(i64::from(days)));
    let documents = printed.into_iter().filter(|document| !document.recipients.is_empty());
    documents
        .map(|document| {
            let to = document.recipients.iter().map(|reader| match &reader.name {
                Some(name) => parse(&format!("{name} <{}>", reader.email)),
                None => parse(&reader.email),
            });
            Ok(Document {
                to: to.collect::<Result<_, Problem>>()?,
                approval: approval(document.report.as_str()),
                edition: NewEdition {
                    origin: Some(kept.origin(&document.scope)),
                    ..document.edition
                },
                hold: document.hold,
                content: document.content,
                from: from.clone(),
                role: document.role,
                bcc: bcc.clone(),
                expires_at,
            })
        })
        .collect()
}

/// Which reports wait for a person.
fn approvals(run: &Run) -> Result<impl Fn(&str) -> Approval, Problem> {
    let names = &run.config.delivery.needs_approval;
    let known = run.templates.keys().map(|id| id.as_str());
    if let Some(name) = names.iter().find(|n| *n != "*" && known.clone().all(|id| id != *n)) {
        let help = nearest(name, known.clone()).map_or_else(
            || format!("reports: {}", known.collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let message = format!("`needs_approval` of [delivery] names no report: {name}");
        return Err(Problem::usage("unknown-report", message, help));
    }
    Ok(|report: &str| match names.iter().any(|name| name == "*" || name == report) {
        true => Approval::Manual,
        false => Approval::Auto,
    })
}

/// The address that mail comes from.
pub(crate) fn sender(run: &Run) -> Result<Address, Problem> {
    let Some(from) = &run.settings.from else {
        let help = "add `from = \"reports@your-domain\"` to [delivery], or SES_FROM_ADDRESS to an env file";
        return Err(Problem::usage("no-sender", "no sender is configured", help));
    };
    parse(from)
}

/// Who gives a word that the log keeps: the name given, else the user's.
pub(crate) fn person(given: Option<&str>) -> String {
    let variables = variables();
    let user = ["USER", "LOGNAME"].iter().find_map(|name| variables.get(*name));
    given.or(user.map(String::as_str)).unwrap_or("a person").to_owned()
}

/// What other processes are told about this one while it sends.
pub(crate) fn holder() -> String {
    format!("process {}", std::process::id())
}

/// Reads an address.
pub(crate) fn parse(address: &str) -> Result<Address, Problem> {
    Address::parse(address).map_err(delivery_problem)
}

/// The transport of the configuration.
pub(crate) fn transport(opened: &Opened) -> Result<Box<dyn Transport>, Problem> {
    match opened.config.delivery.transport {
        TransportKind::Maildir => Ok(Box::new(Maildir::new(maildir(opened)))),
        TransportKind::Ses => {
            let options = opened.settings.ses_options(&opened.config.delivery);
            SesTransport::new(options)
                .map(|transport| Box::new(transport) as Box<dyn Transport>)
                .map_err(|error| aws_problem(&error))
        }
        TransportKind::Smtp => {
            let mut options = opened.settings.smtp_options(&opened.config.delivery);
            options.root_certificate = certificate(opened)?;
            let transport = Smtp::new(options).map_err(delivery_problem)?;
            Ok(Box::new(transport))
        }
    }
}

/// Why there is no client of AWS, as people see it.
pub(crate) fn aws_problem(error: &AwsError) -> Problem {
    let help = match error {
        AwsError::NoRegion => {
            "add `region = \"us-west-2\"` (yours) to [delivery], or AWS_REGION to an env file"
        }
        AwsError::Runtime(_) => {
            "the system gives no thread or no file: look at its limits (`ulimit -a`)"
        }
    };
    Problem::usage("ses", error.to_string(), help)
}

/// Reads the certificate that the SMTP server is held against.
fn certificate(opened: &Opened) -> Result<Option<Vec<u8>>, Problem> {
    let Some(name) = &opened.config.delivery.smtp_certificate else { return Ok(None) };
    let help = "check `smtp_certificate` in [delivery]: a file below the portfolio's folder";
    if !qd_sources::files::stays_inside(name) {
        let message = format!("the path leaves the portfolio's folder: {name}");
        return Err(Problem::usage("path-outside-portfolio", message, help));
    }
    std::fs::read(opened.config.folder.join(name)).map(Some).map_err(|error| {
        let message = format!("{name} cannot be read: {}", error.kind());
        Problem::usage("unreadable-file", message, help)
    })
}

/// Where the Maildir lies.
pub(crate) fn maildir(opened: &Opened) -> PathBuf {
    opened.config.folder.join(OUTBOX_FOLDER)
}

/// A delivery's error as people see it.
pub(crate) fn delivery_problem(error: DeliveryError) -> Problem {
    let code = match &error {
        DeliveryError::Fenced { .. } => "outbox-copied",
        DeliveryError::PlanChanged { .. } => "plan-changed",
        DeliveryError::LogChanged { .. } | DeliveryError::RowChanged { .. } => "record-changed",
        DeliveryError::ArchiveChanged { .. } | DeliveryError::ArchiveMissing { .. } => {
            "archive-damaged"
        }
        DeliveryError::UnknownDelivery(_) | DeliveryError::DeliveryId(_) => "unknown-delivery",
        _ => "delivery",
    };
    let exit = match &error {
        DeliveryError::Busy { .. } | DeliveryError::OutboxLocked { .. } => Exit::Incomplete,
        DeliveryError::Preflight(error) if error.kind == PreflightKind::Temporary => {
            Exit::Incomplete
        }
        _ => Exit::Usage,
    };
    Problem::new(exit, code, error.to_string(), error.help())
}

/// The exit code of what plan and send did.
pub(crate) fn exit(outcome: Outcome) -> Exit {
    match outcome {
        Outcome { is_blocked: true, .. } => Exit::Blocked,
        Outcome { is_in_doubt: true, .. } => Exit::InDoubt,
        Outcome { is_incomplete: true, .. } => Exit::Incomplete,
        _ => Exit::Fine,
    }
}
