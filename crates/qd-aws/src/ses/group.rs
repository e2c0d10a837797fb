//! Messages under way together. One loop decides what is sent when: it alone knows the pace, the quota
//! and the run's word, while each task is one request and nothing else.
//!
//! A message begins only when its turn at the pace has come, so that what waits can still be handed
//! back. Answers are handed on in lots, because each lot costs a sync.

use std::collections::VecDeque;
use std::time::Duration;

use qd_delivery::{Answer, Course, Frozen, Receipt, TransportError, TransportErrorClass};
use tokio::task::JoinSet;
use tokio::time;

use super::SesTransport;
use super::classify::{self, Cause};

/// The largest message that SES v2 takes, in bytes after base64
/// (docs.aws.amazon.com/ses/latest/dg/quotas.html, read 2026-11).
const MAX_MESSAGE_BYTES: usize = 40_000_000;
/// How often a message that was surely not sent is tried in one run. With waits that double from a
/// quarter of a second up to ten, rate errors may go on for about a minute.
pub(super) const MAX_TRIES: u32 = 12;
/// As above for a connection that cannot be made: the rest of the run would wait just as long.
const MAX_CONNECT_TRIES: u32 = 3;

/// A group is what the account lets leave in this time, so that a crash leaves no more in doubt.
const GROUP_SECONDS: f64 = 0.25;
/// How many requests are open at once: at 500 messages a second SES may take 0.1 s for each.
const MAX_UNDER_WAY: usize = 50;
/// How long an answer may wait for others before it is handed on.
const MAX_WAIT: Duration = Duration::from_millis(100);

/// What is known of a message after a request.
type Outcome = Result<Receipt, (Cause, TransportError)>;

/// A message that is to be tried.
struct Turn {
    index: usize,
    n_tries: u32,
    /// Why its last try was surely not sent.
    refused: Option<TransportError>,
}

/// A request that has ended.
struct Landed {
    turn: Turn,
    /// When it began.
    began: Duration,
    outcome: Outcome,
}

/// A group under way.
struct Carriage<'a> {
    transport: &'a SesTransport,
    group: &'a [Frozen],
    course: &'a mut dyn Course,
    /// What is to be tried, the next one first.
    turns: VecDeque<Turn>,
    under_way: JoinSet<Landed>,
    /// What is to be handed on, and since when.
    answers: Vec<Answer>,
    answered: Duration,
}

impl SesTransport {
    /// How many recipients may be under way together: one message where the run still feels its way,
    /// or where the quota is about to end.
    pub(super) fn group_size(&self) -> u64 {
        if self.n_taken.get() < self.options.n_alone {
            return 1;
        }
        let allowed = self.pace.borrow().within(GROUP_SECONDS);
        let size = allowed.clamp(1, self.options.max_group_recipients.max(1));
        match self.quota_left.get() {
            Some(left) if left < 2 * size => 1,
            _ => size,
        }
    }

    /// Sends a group.
    pub(super) async fn carry(&self, group: &[Frozen], course: &mut dyn Course) {
        let turns = (0..group.len()).map(|index| Turn { index, n_tries: 0, refused: None });
        let carriage = Carriage {
            transport: self,
            group,
            course,
            turns: turns.collect(),
            under_way: JoinSet::new(),
            answers: vec![],
            answered: Duration::ZERO,
        };
        carriage.run().await;
    }

    fn now(&self) -> Duration {
        self.started.elapsed()
    }

    fn due(&self) -> Duration {
        self.pace.borrow().due()
    }

    /// Takes a message's recipients off today's quota, or refuses what it cannot hold without asking
    /// AWS to say so.
    fn reserve(&self, frozen: &Frozen) -> Result<(), TransportError> {
        let Some(left) = self.quota_left.get() else { return Ok(()) };
        match left.checked_sub(frozen.n_recipients()) {
            Some(rest) => {
                self.quota_left.set(Some(rest));
                Ok(())
            }
            None => {
                let why = format!(
                    "the daily quota has room for {left} recipients, the message has {}",
                    frozen.n_recipients()
                );
                Err(TransportError::new(TransportErrorClass::NotSentLater, "daily-quota", why))
            }
        }
    }

    fn give_back(&self, frozen: &Frozen) {
        self.quota_left.set(self.quota_left.get().map(|left| left + frozen.n_recipients()));
    }
}

impl Carriage<'_> {
    async fn run(mut self) {
        loop {
            self.begin_all();
            if self.under_way.is_empty() && self.turns.is_empty() {
                return self.hand_on();
            }
            // Until the next request ends, may begin, or answers have waited long enough.
            let has_room = self.under_way.len() < MAX_UNDER_WAY && !self.turns.is_empty();
            let next_turn = has_room.then(|| self.transport.due());
            let next_lot = (!self.answers.is_empty()).then(|| self.answered + MAX_WAIT);
            let until = next_turn.into_iter().chain(next_lot).min();
            let wait = until.map(|until| until.saturating_sub(self.transport.now()));
            let mut landed = match (self.under_way.is_empty(), wait) {
                (true, wait) => {
                    time::sleep(wait.unwrap_or_default()).await;
                    None
                }
                (false, None) => self.under_way.join_next().await,
                (false, Some(wait)) => {
                    time::timeout(wait, self.under_way.join_next()).await.unwrap_or_default()
                }
            };
            while let Some(ended) = landed {
                match ended {
                    Ok(landed) => self.land(landed),
                    // The request is lost with its task, and the run takes it for a doubt.
                    Err(error) => std::panic::resume_unwind(error.into_panic()),
                }
                landed = self.under_way.try_join_next();
            }
            if !self.answers.is_empty() && self.transport.now() >= self.answered + MAX_WAIT {
                self.hand_on();
            }
        }
    }

    /// Begins what may begin now.
    fn begin_all(&mut self) {
        while self.under_way.len() < MAX_UNDER_WAY && self.transport.due() <= self.transport.now() {
            match self.turns.pop_front() {
                Some(turn) => self.begin(turn),
                None => return,
            }
        }
    }

    fn begin(&mut self, mut turn: Turn) {
        let (transport, frozen) = (self.transport, &self.group[turn.index]);
        if let Some(error) = turn.refused.take() {
            if !self.course.may_try_again() {
                return self.fail(turn.index, error);
            }
        } else if !self.course.may_begin(turn.index) {
            return self.begin_no_more();
        } else if let Err(error) = too_large(frozen).and_then(|()| transport.reserve(frozen)) {
            return self.answer(turn.index, Err(error));
        }
        let request = match transport.request(frozen) {
            Ok(request) => request,
            Err(error) => {
                let class = TransportErrorClass::NotSentPermanent;
                return self.fail(turn.index, TransportError::new(class, "malformed", error));
            }
        };
        let began = transport.now();
        transport.pace.borrow_mut().count(began, frozen.n_recipients());
        turn.n_tries += 1;
        self.under_way.spawn(async move {
            let outcome = match request.send().await {
                Ok(answer) => classify::receipt(&answer),
                Err(error) => Err(classify::send_error(&error)),
            };
            Landed { turn, began, outcome }
        });
    }

    /// Takes the outcome of a request: an answer, or another turn.
    fn land(&mut self, landed: Landed) {
        let Landed { turn, began, outcome } = landed;
        let (cause, error) = match outcome {
            Ok(receipt) => {
                self.transport.pace.borrow_mut().went_well();
                return self.answer(turn.index, Ok(receipt));
            }
            Err(failure) => failure,
        };
        let max_tries = match cause {
            Cause::Rate => MAX_TRIES,
            Cause::Connect => MAX_CONNECT_TRIES,
            Cause::Other => 1,
        };
        if turn.n_tries >= max_tries {
            return self.fail(turn.index, error);
        }
        let (now, id) = (self.transport.now(), &self.group[turn.index].id);
        let mut pace = self.transport.pace.borrow_mut();
        if cause == Cause::Rate {
            pace.was_too_fast(began, now);
        }
        pace.back_off(now, turn.n_tries, id.as_str());
        self.transport.n_taken.set(0);
        self.turns.push_front(Turn { refused: Some(error), ..turn });
    }

    /// Answers for a message that had its share of the quota.
    fn fail(&mut self, index: usize, error: TransportError) {
        if error.class != TransportErrorClass::Unknown {
            self.transport.give_back(&self.group[index]);
        }
        self.answer(index, Err(error));
    }

    fn answer(&mut self, index: usize, answer: Result<Receipt, TransportError>) {
        if self.answers.is_empty() {
            self.answered = self.transport.now();
        }
        let class = answer.as_ref().err().map(|error| error.class);
        self.answers.push((index, answer));
        let n_taken = &self.transport.n_taken;
        match class {
            None => n_taken.set(n_taken.get().saturating_add(1)),
            Some(TransportErrorClass::NotSentPermanent) => {}
            Some(TransportErrorClass::NotSentRetry | TransportErrorClass::Unknown) => {
                n_taken.set(0)
            }
            Some(TransportErrorClass::NotSentLater | TransportErrorClass::StopRun) => {
                n_taken.set(0);
                self.begin_no_more();
                // At once, so that what was refused is not tried again either.
                self.hand_on();
            }
        }
    }

    /// Leaves what has not begun to the run.
    fn begin_no_more(&mut self) {
        self.turns.retain(|turn| turn.n_tries > 0);
    }

    fn hand_on(&mut self) {
        let answers = std::mem::take(&mut self.answers);
        if !answers.is_empty() {
            self.course.answered(answers);
        }
    }
}

fn too_large(frozen: &Frozen) -> Result<(), TransportError> {
    let n_encoded = frozen.bytes.len().div_ceil(3) * 4;
    if n_encoded <= MAX_MESSAGE_BYTES {
        return Ok(());
    }
    let why = format!("SES takes {MAX_MESSAGE_BYTES} bytes, the message has: {n_encoded}");
    Err(TransportError::new(TransportErrorClass::NotSentPermanent, "too-large", why))
}

/// The course of a message that nobody groups.
#[derive(Default)]
pub(super) struct Alone {
    pub(super) answer: Option<Result<Receipt, TransportError>>,
}

impl Course for Alone {
    fn may_begin(&mut self, _: usize) -> bool {
        true
    }

    fn may_try_again(&self) -> bool {
        true
    }

    fn answered(&mut self, answers: Vec<Answer>) {
        self.answer = answers.into_iter().map(|(_, answer)| answer).next_back();
    }
}
