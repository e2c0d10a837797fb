//! The SMTP transport against aiosmtpd: neither side knows the other's code. Row 19 of the fault table.
//!
//! `QUARTERDECK_PEERS` names the virtual environment that `cargo xtask peers` makes. Without it these
//! tests say that they were skipped; where `CI` is `true` they fail instead.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says why it skips"
)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use qd_delivery::transport::contract::{check_contract, sample};
use qd_delivery::{
    Address, Frozen, Preflight, PreflightKind, Smtp, SmtpOptions, Transport, TransportError,
    TransportErrorClass,
};

/// Returns a program of the peers' environment, or says that the test is skipped.
#[expect(clippy::disallowed_methods, reason = "a test finds its peers where the environment says")]
fn peer(program: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("QUARTERDECK_PEERS") {
        let path = PathBuf::from(folder).join("bin").join(program);
        assert!(path.exists(), "QUARTERDECK_PEERS has no {}", path.display());
        return Some(path);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "QUARTERDECK_PEERS is not set");
    println!("skipped: QUARTERDECK_PEERS is not set");
    None
}

/// A server that ends with the test.
struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    fn start(arguments: &[&str]) -> Option<Self> {
        let python = peer("python")?;
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/smtp.py");
        let mut child = Command::new(python)
            .arg(script)
            .arg(folder.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Self { child, port: line.trim().parse().unwrap(), folder })
    }

    fn options(&self) -> SmtpOptions {
        SmtpOptions {
            host: "localhost".into(),
            port: self.port,
            root_certificate: Some(fs::read(self.folder.path().join("ca.pem")).unwrap()),
            timeout_ms: 2_000,
            backoff_ms: 1,
            ..SmtpOptions::default()
        }
    }

    fn transport(&self) -> Smtp {
        Smtp::new(self.options()).unwrap()
    }

    /// What the server took: envelope and message, in order.
    fn taken(&self) -> Vec<(String, Vec<u8>)> {
        let read = |n: usize, kind: &str| fs::read(self.folder.path().join(format!("{n}.{kind}")));
        (1..)
            .map_while(|n| {
                let envelope = String::from_utf8(read(n, "json").ok()?).unwrap();
                Some((envelope, read(n, "eml").ok()?))
            })
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn failure(transport: &Smtp, name: &str) -> TransportError {
    transport.send(&sample(name)).unwrap_err()
}

#[test]
fn the_contract_holds() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    check_contract(&transport, &|id| {
        let marker = format!("X-Quarterdeck-Delivery: {id}");
        let taken = server.taken().into_iter().map(|(_, bytes)| bytes);
        taken.filter(|bytes| String::from_utf8_lossy(bytes).contains(&marker)).collect()
    })
    .unwrap();
    let (envelope, bytes) = server.taken().remove(0);
    assert!(envelope.contains(r#""to": ["one@example.com", "audit@example.com"]"#), "{envelope}");
    assert!(!String::from_utf8_lossy(&bytes).to_lowercase().contains("audit@example.com"));
    assert_eq!(transport.n_sessions(), 1, "one session for all");
}

#[test]
fn row_19_a_refusal_for_now_is_tried_again_and_then_left_for_the_next_run() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    let receipt = transport.send(&sample("busy3")).unwrap();
    assert_eq!(receipt.message_id, "0102018f00000000-00000001-000000", "the server's own id");
    assert_eq!(failure(&transport, "busy99").class, TransportErrorClass::NotSentRetry);
    assert_eq!(failure(&transport, "later").class, TransportErrorClass::NotSentRetry);
    assert_eq!(failure(&transport, "quota").class, TransportErrorClass::NotSentLater);
    assert_eq!((server.taken().len(), transport.n_sessions()), (1, 1));
}

#[test]
fn row_19_a_refusal_for_good_names_the_recipient() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    let error = failure(&transport, "gone");
    assert_eq!(error.class, TransportErrorClass::NotSentPermanent);
    assert!(error.message.contains("gone@example.com") && error.message.contains("no such user"));
    assert_eq!(failure(&transport, "refused").class, TransportErrorClass::NotSentPermanent);
    // A copy that is refused does not go out without its record.
    let copied = Frozen { bcc: vec![Address::parse("gone@example.com").unwrap()], ..sample("a") };
    let error = transport.send(&copied).unwrap_err();
    assert_eq!(error.class, TransportErrorClass::NotSentPermanent);
    transport.send(&sample("b")).unwrap();
    assert_eq!((server.taken().len(), transport.n_sessions()), (1, 1));
}

#[test]
fn row_19_a_session_that_the_server_ends_is_opened_again() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    for n in 0..5 {
        let mut frozen = sample(&format!("r{n}"));
        frozen.from = Address::parse("limited@example.com").unwrap();
        transport.send(&frozen).unwrap();
    }
    assert_eq!((server.taken().len(), transport.n_sessions()), (5, 3));
}

#[test]
fn row_19_a_line_that_dies_before_the_final_dot_is_no_doubt() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    // Larger than what the system's buffers swallow.
    let frozen = Frozen { bytes: b"x: y\r\n".repeat(2_000_000), ..sample("cut") };
    let error = transport.send(&frozen).unwrap_err();
    assert_eq!(error.class, TransportErrorClass::NotSentRetry, "{error}");
    transport.send(&sample("b")).unwrap();
    assert_eq!(server.taken().len(), 1);
}

#[test]
fn row_19_a_line_that_dies_after_the_final_dot_is_a_doubt_and_sent_once() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = server.transport();
    assert_eq!(failure(&transport, "lost").class, TransportErrorClass::Unknown);
    assert_eq!(server.taken().len(), 1);
    let start = Instant::now();
    assert_eq!(failure(&transport, "silent").class, TransportErrorClass::Unknown);
    assert!(start.elapsed() < Duration::from_secs(10));
    transport.send(&sample("b")).unwrap();
    assert_eq!(server.taken().len(), 3);
}

fn nothing() -> Preflight {
    Preflight { senders: vec![], recipients: vec![], n_recipients: 0 }
}

#[test]
fn row_19_without_starttls_nothing_is_sent() {
    let Some(server) = Server::start(&["plain"]) else { return };
    let transport = server.transport();
    let error = failure(&transport, "a");
    assert_eq!((error.class, error.code.as_str()), (TransportErrorClass::StopRun, "no-starttls"));
    assert_eq!(transport.preflight(&nothing()).unwrap_err().code, "no-starttls");
    assert!(server.taken().is_empty());
}

#[test]
fn a_certificate_of_nobody_we_trust_is_refused() {
    let Some(server) = Server::start(&[]) else { return };
    let transport = Smtp::new(SmtpOptions { root_certificate: None, ..server.options() }).unwrap();
    let error = transport.preflight(&nothing()).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Configuration, "certificate-refused"));
    assert!(error.cure.contains("smtp_certificate"), "{error:?}");
    assert_eq!(failure(&transport, "a").class, TransportErrorClass::StopRun);
}

#[test]
fn a_password_is_shown_to_an_encrypted_server_alone_and_a_wrong_one_stops_the_run() {
    let Some(server) = Server::start(&[]) else { return };
    let with = |password: &str| {
        let credentials = Some(("user".to_owned(), password.to_owned()));
        Smtp::new(SmtpOptions { credentials, ..server.options() }).unwrap()
    };
    with("right").send(&sample("a")).unwrap();
    let error = with("wrong").preflight(&nothing()).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Configuration, "login-refused"));
    assert!(!format!("{error:?}").contains("wrong"), "{error:?}");
    assert_eq!(failure(&with("wrong"), "b").class, TransportErrorClass::StopRun);
}
