use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use super::{Smtp, SmtpOptions};
use crate::transport::contract::sample;
use crate::{Preflight, PreflightKind, Transport, TransportErrorClass};

fn transport(port: u16) -> Smtp {
    Smtp::new(SmtpOptions {
        host: "localhost".into(),
        port,
        timeout_ms: 500,
        backoff_ms: 1,
        ..SmtpOptions::default()
    })
    .unwrap()
}

fn nothing() -> Preflight {
    Preflight { senders: vec![], recipients: vec![], n_recipients: 0 }
}

/// A server that answers each line with the next of `answers`, and returns what it was told.
fn server(answers: &'static [&'static str]) -> (u16, std::thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let mut told = vec![];
        for answer in answers {
            stream.write_all(answer.as_bytes()).unwrap();
            match lines.next() {
                Some(Ok(line)) => told.push(line),
                _ => break,
            }
        }
        told
    });
    (port, thread)
}

#[test]
fn a_server_without_starttls_is_told_nothing() {
    let answers = &["220 here\r\n", "250-here\r\n250 8BITMIME\r\n", "221 bye\r\n"];
    let (port, server) = server(answers);
    let error = transport(port).send(&sample("a")).unwrap_err();
    assert_eq!((error.class, error.code.as_str()), (TransportErrorClass::StopRun, "no-starttls"));
    let told = server.join().unwrap();
    assert!(told.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{told:?}");
}

#[test]
fn preflight_names_a_server_without_starttls() {
    let (port, _server) = server(&["220 here\r\n", "250 here\r\n", "221 bye\r\n"]);
    let error = transport(port).preflight(&nothing()).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Configuration, "no-starttls"));
    assert!(error.message.contains("`localhost`") && error.cure.contains("587"));
}

#[test]
fn what_never_left_is_no_doubt() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = transport(port).send(&sample("a")).unwrap_err();
    assert_eq!(error.class, TransportErrorClass::NotSentRetry, "{error}");
    let error = transport(port).preflight(&nothing()).unwrap_err();
    assert_eq!((error.kind, error.code), (PreflightKind::Temporary, "smtp-unreachable"));
    // A server that talks nonsense, and one that says nothing.
    let (port, _server) = server(&["HTTP/1.1 400 Bad Request\r\n"]);
    let error = transport(port).preflight(&nothing()).unwrap_err();
    assert_eq!(error.code, "smtp-unreachable");
    let (port, _server) = server(&[""]);
    let error = transport(port).preflight(&nothing()).unwrap_err();
    assert_eq!(error.code, "smtp-unreachable");
}
