//! Posts to a board on loopback: what arrives, what is tried again, and what is not.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use qd_aws::https::Https;
use qd_aws::webhook::{Webhook, WebhookError};
use qd_model::Secret;

/// What the board got: the headers that matter, and the body.
type Got = (Vec<(String, String)>, String);

/// A board that answers with these statuses, one a request, and then closes.
fn board(statuses: &'static [u16]) -> (String, Receiver<Got>) {
    let server = tiny_http::Server::http("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", server.server_addr());
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let mut request = server.recv().unwrap();
            let mut body = String::new();
            request.as_reader().read_to_string(&mut body).unwrap();
            let headers = request.headers().iter().map(|header| {
                (header.field.to_string().to_ascii_lowercase(), header.value.to_string())
            });
            sender.send((headers.collect(), body)).unwrap();
            let mut answer = tiny_http::Response::empty(*status);
            if *status == 302 {
                let elsewhere = tiny_http::Header::from_bytes("location", "/elsewhere").unwrap();
                answer.add_header(elsewhere);
            }
            request.respond(answer).unwrap();
        }
    });
    (url, receiver)
}

fn webhook(url: &str) -> Webhook {
    let https = Https::new(Duration::from_secs(5)).unwrap();
    Webhook::new(https, url, Secret::new("key".to_owned()), Duration::from_millis(1))
}

fn now() -> chrono::DateTime<chrono::Utc> {
    "2026-10-01T06:59:59Z".parse().unwrap()
}

#[test]
fn a_post_arrives_signed_and_with_its_key() {
    let (url, got) = board(&[204]);
    webhook(&url).post(br#"{"a":1}"#, now()).unwrap();
    let (headers, body) = got.recv().unwrap();
    assert_eq!(body, r#"{"a":1}"#);
    let header = |name: &str| headers.iter().find(|(field, _)| field == name).unwrap().1.clone();
    assert!(header("quarterdeck-signature").starts_with(&format!("t={},v1=", now().timestamp())));
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("idempotency-key").len(), 64);
}

#[test]
fn what_may_pass_is_tried_again_with_the_same_key() {
    let (url, got) = board(&[503, 429, 200]);
    webhook(&url).post(b"{}", now()).unwrap();
    let all = got.iter().take(3).collect::<Vec<_>>();
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
    let (url, got) = board(&[500, 500, 500, 500, 500]);
    let error = webhook(&url).post(b"{}", now()).unwrap_err();
    assert_eq!(error, WebhookError::Unreachable("it answers 500".into()));
    assert_eq!(got.try_iter().count(), 4);
}

#[test]
fn a_refusal_is_one_and_a_redirect_is_not_followed() {
    for status in [400, 401, 404, 302] {
        let statuses: &'static [u16] = Box::leak(Box::new([status]));
        let (url, got) = board(statuses);
        let error = webhook(&url).post(b"{}", now()).unwrap_err();
        assert_eq!(error, WebhookError::Refused(status));
        assert_eq!(got.try_iter().count(), 1, "{status}");
    }
}

#[test]
fn nobody_there_ends_and_so_does_a_post_that_is_too_long() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", closed.local_addr().unwrap());
    drop(closed);
    let error = webhook(&url).post(b"{}", now()).unwrap_err();
    assert!(matches!(error, WebhookError::Unreachable(_)), "{error}");
    let long = vec![b' '; 1_000_001];
    assert_eq!(webhook(&url).post(&long, now()), Err(WebhookError::TooLong(1_000_001)));
}

#[test]
fn a_server_that_never_answers_is_waited_for_so_long_and_no_longer() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let https = Https::new(Duration::from_millis(300)).unwrap();
    assert!(https.get(&url).unwrap_err().starts_with("no answer within"));
    drop(silent);
}
