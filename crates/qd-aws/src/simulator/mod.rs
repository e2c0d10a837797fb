//! A simulator of SES v2 on loopback: real sockets, the replies of the API model, and faults on demand.
//!
//! It enforces what SES enforces about identities, the sandbox, quotas and numbers of recipients, and
//! breaks off where it is told to. It keeps what it accepted, which `GET /_log` shows. It checks no
//! signatures and sends nothing. Its replies are checked by boto3 in `tests/peers.rs`.

mod events;
mod http;
mod replies;
mod state;

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

pub use events::Happening;
pub use state::{Accepted, Account, Fault, Identity};

use http::{Request, Response};
use state::State;

/// What a connection does after a request.
enum Reply {
    /// Answers.
    Send(Response),
    /// Closes the socket without a word.
    Close,
    /// Says nothing until the client gives up.
    Hang,
}

/// A running simulator. It stops when it is dropped.
pub struct Simulator {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    open: Arc<Open>,
}

/// How many connections are open.
#[derive(Default)]
struct Open {
    n_open: Mutex<usize>,
    closed: Condvar,
}

impl Open {
    fn change(&self, change: impl FnOnce(usize) -> usize) {
        let mut n_open = self.n_open.lock().unwrap_or_else(PoisonError::into_inner);
        *n_open = change(*n_open);
        self.closed.notify_all();
    }
}

impl Simulator {
    /// Starts on a free port of 127.0.0.1, with an account in production and `example.com` verified.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let state = Arc::new(Mutex::new(State::default()));
        let (shared, open) = (Arc::clone(&state), Arc::new(Open::default()));
        let counted = Arc::clone(&open);
        std::thread::spawn(move || accept_all(&listener, &shared, &counted));
        Ok(Self { address, state, open })
    }

    /// The URL to give as endpoint.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until every client is gone, and whatever a killed one had written is dealt with. Only
    /// for when no client is left that keeps its connection.
    pub fn wait_until_left(&self) -> io::Result<()> {
        // Connections are taken in order: when this one is answered, all before it are counted.
        let mut stream = TcpStream::connect(self.address)?;
        stream.write_all(b"GET /v2/email/account HTTP/1.1\r\n\r\n")?;
        stream.read_exact(&mut [0])?;
        drop(stream);
        let n_open = self.open.n_open.lock().unwrap_or_else(PoisonError::into_inner);
        let none = self.open.closed.wait_while(n_open, |n_open| *n_open > 0);
        drop(none.unwrap_or_else(PoisonError::into_inner));
        Ok(())
    }

    /// Changes the account.
    pub fn set_account(&self, account: Account) {
        lock(&self.state).account = account;
    }

    /// Adds or replaces an identity: an address or a domain.
    pub fn set_identity(&self, name: &str, identity: Identity) {
        lock(&self.state).identities.insert(name.to_owned(), identity);
    }

    /// Removes every identity.
    pub fn forget_identities(&self) {
        lock(&self.state).identities.clear();
    }

    /// Queues faults: each is spent on one SendEmail request, in order.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.state).script.extend(faults);
    }

    /// Refuses so many of the next GetAccount and GetEmailIdentity requests as too soon.
    pub fn throttle_reads(&self, n_requests: u32) {
        lock(&self.state).n_reads_to_throttle = n_requests;
    }

    /// Puts an address on the account's suppression list: `BOUNCE` or `COMPLAINT`.
    pub fn suppress(&self, address: &str, reason: &str) {
        lock(&self.state).suppressed.insert(address.to_owned(), reason.to_owned());
    }

    /// The account's suppression list, with reasons.
    pub fn suppressed(&self) -> Vec<(String, String)> {
        lock(&self.state).suppressed.clone().into_iter().collect()
    }

    /// The messages that it accepted, in order.
    pub fn accepted(&self) -> Vec<Accepted> {
        lock(&self.state).accepted.clone()
    }

    /// How many SendEmail requests came over the wire, whatever became of them.
    pub fn n_send_requests(&self) -> usize {
        lock(&self.state).n_send_requests
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        lock(&self.state).is_stopping = true;
        // Wakes the listener, which then sees the flag.
        drop(TcpStream::connect(self.address));
    }
}

/// A thread that panicked while it held the lock left the state whole: every change is one statement.
fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept_all(listener: &TcpListener, state: &Arc<Mutex<State>>, open: &Arc<Open>) {
    for stream in listener.incoming() {
        if lock(state).is_stopping {
            return;
        }
        let Ok(stream) = stream else { continue };
        let (state, open) = (Arc::clone(state), Arc::clone(open));
        open.change(|n_open| n_open + 1);
        std::thread::spawn(move || {
            // A client that goes away in the middle is no fault of the simulator.
            drop(serve(stream, &state));
            open.change(|n_open| n_open - 1);
        });
    }
}

/// Answers the requests of one connection until either side ends it.
fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    while let Some(request) = Request::read(&mut stream)? {
        let reply = route(&request, &mut lock(state));
        match reply {
            Reply::Send(response) => response.write(&mut stream)?,
            Reply::Close => return Ok(()),
            Reply::Hang => {
                // The read ends when the client closes.
                drop(Request::read(&mut stream));
                return Ok(());
            }
        }
    }
    Ok(())
}

fn route(request: &Request, state: &mut State) -> Reply {
    let path = request.path.as_str();
    let identity = path.strip_prefix("/v2/email/identities/");
    if request.method == "GET" && path != "/_log" && state.n_reads_to_throttle > 0 {
        state.n_reads_to_throttle -= 1;
        return Reply::Send(replies::error(429, "TooManyRequestsException", "Rate exceeded"));
    }
    match (request.method.as_str(), path, identity) {
        ("POST", "/v2/email/outbound-emails", _) => state.send_email(&request.body),
        ("GET", "/v2/email/account", _) => Reply::Send(replies::account(&state.account)),
        ("GET", _, Some(name)) => Reply::Send(match state.identities.get(name) {
            Some(identity) => replies::identity(name, identity),
            None => replies::not_found(name),
        }),
        ("GET", "/v2/email/suppression/addresses", _) => {
            Reply::Send(replies::suppressed(&state.suppressed))
        }
        ("PUT", "/v2/email/suppression/addresses", _) => Reply::Send(state.suppress(&request.body)),
        ("GET", "/_log", _) => Reply::Send(replies::log(&state.accepted)),
        _ => Reply::Send(replies::unknown_operation()),
    }
}
