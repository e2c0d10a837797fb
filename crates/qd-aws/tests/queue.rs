//! Rows 14 and 16 of the fault table with a queue that we did not write: moto's SQS, fed by its SNS.
//!
//! Needs the peers of `cargo xtask peers`; without them it says that it was skipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says why it skips"
)]

mod world;

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use qd_aws::SesOptions;
use qd_aws::events::{Queue, consume};
use qd_aws::simulator::Happening;
use qd_delivery::State;
use world::{World, now};

#[expect(clippy::disallowed_methods, reason = "a test finds its peers where the environment says")]
fn peers() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("QUARTERDECK_PEERS") {
        return Some(PathBuf::from(folder).join("bin"));
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "QUARTERDECK_PEERS is not set");
    println!("skipped: QUARTERDECK_PEERS is not set");
    None
}

/// A moto server that ends with the test.
struct Moto {
    child: Child,
    url: String,
}

impl Moto {
    fn start(peers: &std::path::Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(peers.join("moto_server"))
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let moto = Self { child, url: format!("http://127.0.0.1:{port}") };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto does not listen after a minute");
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[test]
fn row_16_a_consumer_killed_before_it_deletes_gets_the_same_again_and_nothing_changes() {
    let Some(peers) = peers() else { return };
    let moto = Moto::start(&peers);
    let world = World::new();
    world.plan(1, &["a", "b"]);
    world.send(&|_, _| {});
    let (a, b) = (world.accepted(0), world.accepted(1));
    let bounce = Happening::Bounce { is_permanent: true };
    let bodies = [
        a.event(Happening::Send, ""),
        a.event(Happening::Delivery, "a@example.com"),
        "Successfully validated SNS topic for Amazon SES event publishing.".to_owned(),
        "junk".to_owned(),
        b.event(bounce, "b@example.com"),
        b.event(Happening::Send, ""),
    ];
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peers/moto_queue.py");
    let made = Command::new(peers.join("python")).arg(script).arg(&moto.url).args(&bodies).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let url = String::from_utf8(made.stdout).unwrap();
    let queue = Queue::new(
        &SesOptions {
            region: Some("eu-west-1".into()),
            endpoint_url: Some(moto.url.clone()),
            static_credentials: Some(("AKIDEXAMPLE".into(), "secret".into())),
            ..SesOptions::default()
        },
        url.trim(),
    )
    .unwrap();

    // Everything is read and committed, and then the consumer dies before it deletes anything.
    let mut n_received = 0;
    while n_received < bodies.len() {
        let received = queue.receive(1).unwrap();
        n_received += received.len();
        let read = received.iter().map(|message| message.body.as_bytes());
        consume(&mut world.outbox(), read, now()).unwrap();
    }
    assert_eq!((world.state("a"), world.state("b")), (State::Delivered, State::Bounced));
    let before = world.outbox().deliveries().unwrap();
    let n_records = world.outbox().verify_log().unwrap();
    assert_eq!(world.outbox().dead_letters().unwrap().len(), 1);

    // The next one gets the same messages again, changes nothing, and leaves an empty queue.
    std::thread::sleep(Duration::from_millis(1_500));
    let drained = queue.drain(&mut world.outbox(), 1, now(), &|_| Ok(false)).unwrap();
    assert_eq!((drained.n_changed, drained.n_dead, drained.n_ignored), (0, 1, 1));
    assert_eq!(world.outbox().deliveries().unwrap(), before);
    assert_eq!(world.outbox().verify_log().unwrap(), n_records);
    assert_eq!(world.outbox().dead_letters().unwrap().len(), 1);
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(queue.receive(1).unwrap().is_empty());
}
