//! The queue that SES's events come by: long polls, and a message leaves only after what it says is on
//! the disk.

use aws_sdk_sqs::Client;
use aws_sdk_sqs::types::DeleteMessageBatchRequestEntry;
use chrono::{DateTime, Utc};
use qd_delivery::{DeliveryError, Outbox};
use tokio::runtime::Runtime;

use super::{Consumed, consume};
use crate::{AwsError, SesOptions};

/// How many messages one receipt brings at most; SQS has no more.
const MAX_MESSAGES: i32 = 10;
/// The longest wait of one poll, in seconds; SQS has no longer.
const MAX_WAIT: i32 = 20;
/// The most receipts of one drain: a queue that fills faster than it is read ends too.
const MAX_RECEIPTS: usize = 100_000;

/// What can go wrong with a queue.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// SQS does not answer, or refuses.
    #[error("the queue cannot be read: {0}")]
    Queue(String),
    /// The outbox.
    #[error(transparent)]
    Outbox(#[from] DeliveryError),
}

/// A message, and the handle by which it is deleted.
#[derive(Clone, Debug)]
pub struct Received {
    /// What stands in it.
    pub body: String,
    /// How it is named in this receipt.
    pub handle: String,
}

/// A queue of SQS. Its calls block.
pub struct Queue {
    runtime: Runtime,
    client: Client,
    url: String,
}

impl Queue {
    /// Sets a client up. Contacts nobody but the credential chain's sources.
    pub fn new(options: &SesOptions, url: &str) -> Result<Self, AwsError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(AwsError::Runtime)?;
        // A poll takes its wait; what comes after it has the usual time.
        let longer = options.timeout_ms.max(1_000 * u64::from(MAX_WAIT.unsigned_abs()) + 10_000);
        let options = SesOptions { timeout_ms: longer, ..options.clone() };
        let config = runtime.block_on(crate::ses::load(&options));
        config.region().ok_or(AwsError::NoRegion)?;
        Ok(Self { client: Client::new(&config), runtime, url: url.to_owned() })
    }

    /// Waits for messages, at most so many seconds. They stay in the queue, unseen by others for a while.
    pub fn receive(&self, wait_seconds: u32) -> Result<Vec<Received>, QueueError> {
        let wait = i32::try_from(wait_seconds).unwrap_or(MAX_WAIT).min(MAX_WAIT);
        let request = self
            .client
            .receive_message()
            .queue_url(&self.url)
            .max_number_of_messages(MAX_MESSAGES)
            .wait_time_seconds(wait);
        let answer = self.runtime.block_on(request.send());
        let answer = answer.map_err(|error| QueueError::Queue(crate::ses::chain(&error)))?;
        let received = answer.messages.unwrap_or_default().into_iter().filter_map(|message| {
            Some(Received {
                body: message.body.unwrap_or_default(),
                handle: message.receipt_handle?,
            })
        });
        Ok(received.collect())
    }

    /// Deletes messages. One that stays comes again, which changes nothing.
    pub fn delete(&self, received: &[Received]) -> Result<(), QueueError> {
        if received.is_empty() {
            return Ok(());
        }
        let entries = received.iter().enumerate().filter_map(|(index, message)| {
            let entry = DeleteMessageBatchRequestEntry::builder()
                .id(index.to_string())
                .receipt_handle(&message.handle);
            entry.build().ok()
        });
        let request = self
            .client
            .delete_message_batch()
            .queue_url(&self.url)
            .set_entries(Some(entries.collect()));
        let answer = self.runtime.block_on(request.send());
        answer.map(drop).map_err(|error| QueueError::Queue(crate::ses::chain(&error)))
    }

    /// Reads the queue until it is empty, or until `is_enough` says so. An empty poll of `wait_seconds`
    /// ends it unless somebody is still waited for.
    pub fn drain(
        &self,
        outbox: &mut Outbox,
        wait_seconds: u32,
        now: DateTime<Utc>,
        waits_on: &dyn Fn(&Outbox) -> Result<bool, DeliveryError>,
    ) -> Result<Consumed, QueueError> {
        let mut consumed = Consumed::default();
        for _ in 0..MAX_RECEIPTS {
            let received = self.receive(wait_seconds)?;
            if received.is_empty() && !waits_on(outbox)? {
                break;
            }
            let bodies = received.iter().map(|message| message.body.as_bytes());
            consumed += consume(outbox, bodies, now)?;
            // Only now: what they say is committed.
            self.delete(&received)?;
        }
        Ok(consumed)
    }
}
