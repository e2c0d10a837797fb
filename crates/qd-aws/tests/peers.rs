//! Our simulator read by boto3, and our transport against moto: neither side knows the other's code.
//!
//! `QUARTERDECK_PEERS` names the virtual environment that `cargo xtask peers` makes. Without it these
//! tests say that they were skipped; where `CI` is `true` they fail instead.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says why it skips"
)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qd_aws::simulator::{Fault, Simulator};
use qd_aws::{SesOptions, SesTransport};
use qd_delivery::transport::contract::sample;
use qd_delivery::{Address, Preflight, Transport, TransportErrorClass};
use serde_json::Value;

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

fn run(python: &Path, script: &str, arguments: &[&str]) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(script);
    let output = Command::new(python).arg(script).args(arguments).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}

#[test]
fn boto3_reads_every_reply_of_the_simulator() {
    let Some(python) = peer("python") else { return };
    let simulator = Simulator::start().unwrap();
    // The script's own refusals come first, and are requests like any other.
    simulator.script([Fault::Accept, Fault::Accept, Fault::Accept]);
    simulator.script([Fault::ThrottleRate, Fault::DailyQuota, Fault::SendingPaused, Fault::Reject]);
    run(&python, "simulator.py", &[&simulator.url()]);
    assert_eq!(simulator.n_send_requests(), 7);
}

/// A moto server that ends with the test.
struct Moto {
    child: Child,
    port: u16,
}

impl Moto {
    /// Starts on a free port and waits until it answers.
    fn start(program: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { child, port };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto does not listen after a minute");
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn get(&self, path: &str) -> Value {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        write!(stream, "GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap()
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn moto_takes_our_mail_byte_for_byte_and_refuses_a_stranger() {
    let (Some(python), Some(server)) = (peer("python"), peer("moto_server")) else { return };
    let moto = Moto::start(&server);
    run(&python, "moto_identity.py", &[&moto.url(), "reports@example.com"]);
    let options = SesOptions {
        region: Some("eu-west-1".into()),
        endpoint_url: Some(moto.url()),
        static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
        control_interval_ms: 0,
        ..SesOptions::default()
    };
    let transport = SesTransport::new(options.clone()).unwrap();

    let frozen = sample("a");
    let receipt = transport.send(&frozen).unwrap();
    let data = moto.get("/moto-api/data.json");
    let kept = data["ses"]["RawMessage"].as_array().unwrap();
    assert_eq!((kept.len(), kept[0]["id"].as_str()), (1, Some(receipt.message_id.as_str())));
    assert_eq!(kept[0]["raw_data"].as_str().unwrap().as_bytes(), frozen.bytes);
    let destinations = kept[0]["destinations"].to_string();
    assert!(destinations.contains("a@example.com") && destinations.contains("audit@example.com"));

    let mut stranger = sample("b");
    stranger.from = Address::parse("reports@stranger.org").unwrap();
    let error = transport.send(&stranger).unwrap_err();
    assert_eq!(error.class, TransportErrorClass::NotSentPermanent, "{error}");

    // moto has no GetAccount: preflight says so, and goes on to the identity where it is told to.
    let preflight = Preflight {
        senders: vec![stranger.from.clone()],
        recipients: vec![stranger.to.clone()],
        n_recipients: 1,
    };
    assert_eq!(transport.preflight(&preflight).unwrap_err().code, "not-ses");
    let skipping = SesOptions { skip_account_check: true, ..options };
    let transport = SesTransport::new(skipping).unwrap();
    assert_eq!(transport.preflight(&preflight).unwrap_err().code, "unverified-sender");
}

#[test]
fn row_13_only_what_sns_signed_for_our_topics_lately_is_believed() {
    use qd_aws::events::{Refusal, SnsPolicy, verify};

    let Some(python) = peer("python") else { return };
    let folder = tempfile::tempdir().unwrap();
    run(&python, "sns.py", &[folder.path().to_str().unwrap()]);
    let file = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    let policy = SnsPolicy {
        topics: ["arn:aws:sns:eu-west-1:123456789012:ses".to_owned()].into(),
        max_age: chrono::TimeDelta::hours(1),
        authorities: file("ca.pem"),
    };
    let now = "2026-10-01T08:00:00Z".parse().unwrap();
    let n_fetched = std::cell::Cell::new(0);
    let with = |post: &str, chain: &str, policy: &SnsPolicy| {
        let source = |url: &str| {
            assert!(url.starts_with("https://sns.eu-west-1.amazonaws.com/"), "{url}");
            n_fetched.set(n_fetched.get() + 1);
            Ok(file(&format!("{chain}.pem")))
        };
        verify(&file(&format!("{post}.json")), policy, &source, now)
    };
    for post in ["v1", "v2", "v2-subject", "v1-confirmation"] {
        assert_eq!(with(post, "chain", &policy), Ok(()), "{post}");
    }
    for post in [
        "forged",
        "changed-message",
        "added-subject",
        "changed-subject",
        "dropped-subject",
        "wrong-version",
    ] {
        assert_eq!(with(post, "chain", &policy), Err(Refusal::BadSignature), "{post}");
    }
    for chain in ["expired", "stranger", "leaf", "ca"] {
        let refusal = with("v2", chain, &policy).unwrap_err();
        assert!(matches!(refusal, Refusal::BadCertificate(_)), "{chain}: {refusal}");
    }
    let other = SnsPolicy { authorities: file("other-ca.pem"), ..policy.clone() };
    assert!(matches!(with("v2", "chain", &other), Err(Refusal::BadCertificate(_))));

    // What is refused for what it says makes nobody fetch anything.
    let before = n_fetched.get();
    assert!(matches!(with("foreign-topic", "chain", &policy), Err(Refusal::ForeignTopic(_))));
    for post in ["old", "future"] {
        assert!(matches!(with(post, "chain", &policy), Err(Refusal::Stale(_))), "{post}");
    }
    for post in ["http", "evil"] {
        let refusal = with(post, "chain", &policy).unwrap_err();
        assert!(matches!(refusal, Refusal::ForeignCertificate(_)), "{post}: {refusal}");
    }
    assert!(matches!(with("version-3", "chain", &policy), Err(Refusal::NoEnvelope(_))));
    assert_eq!(n_fetched.get(), before);
}
