//! The account's suppression list and the outbox's, held alike: SES takes mail to an address on its
//! list, counts it against the quota, and bounces it, so that ours has to know first.

use std::collections::BTreeMap;

use aws_sdk_sesv2::types::SuppressionListReason;
use chrono::{DateTime, Utc};
use qd_delivery::{Address, DeliveryError, Outbox, PreflightError};
use serde::Serialize;

use super::SesTransport;
use super::preflight::{Call, control_error};

/// The most pages of SES's list that are read; each has up to 1,000 addresses.
const MAX_PAGES: usize = 1_000;

/// What holding the lists alike changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Mirrored {
    /// Addresses that SES knew and the outbox did not.
    pub n_learned: usize,
    /// Addresses that the outbox knew and SES did not.
    pub n_told: usize,
}

impl SesTransport {
    /// Brings both lists to what either knows of bounces and complaints. A person's own entries stay
    /// here: they are reasons not to mail, and none for the account.
    pub fn mirror(
        &self,
        outbox: &mut Outbox,
        now: DateTime<Utc>,
    ) -> Result<Mirrored, DeliveryError> {
        let theirs = self.suppressed()?;
        let ours = outbox.suppressions()?;
        let mut mirrored = Mirrored::default();
        for (address, reason) in &theirs {
            if ours.iter().any(|known| known.address == *address) {
                continue;
            }
            // What does not read as an address here was never mailed from here.
            if let Ok(address) = Address::parse(address) {
                outbox.suppress(&address, reason, now)?;
                mirrored.n_learned += 1;
            }
        }
        for known in ours.iter().filter(|known| !theirs.contains_key(&known.address)) {
            let reason = match known.reason.as_str() {
                "bounce" => SuppressionListReason::Bounce,
                "complaint" => SuppressionListReason::Complaint,
                _ => continue,
            };
            self.tell(&known.address, &reason)?;
            mirrored.n_told += 1;
        }
        Ok(mirrored)
    }

    /// SES's list: addresses in lower case, with the outbox's word for the reason.
    fn suppressed(&self) -> Result<BTreeMap<String, &'static str>, PreflightError> {
        let (mut list, mut token) = (BTreeMap::new(), None::<String>);
        for page in 0..MAX_PAGES {
            if page > 0 {
                self.wait_between_calls(1);
            }
            let request =
                || self.client.list_suppressed_destinations().set_next_token(token.clone()).send();
            let answer = self.ask(request).map_err(|error| {
                control_error(Call::ListSuppressedDestinations, &self.region, &error)
            })?;
            for entry in answer.suppressed_destination_summaries() {
                let reason = match entry.reason() {
                    SuppressionListReason::Complaint => "complaint",
                    _ => "bounce",
                };
                list.insert(entry.email_address().to_ascii_lowercase(), reason);
            }
            token = answer.next_token;
            if token.is_none() {
                break;
            }
        }
        Ok(list)
    }

    fn tell(&self, address: &str, reason: &SuppressionListReason) -> Result<(), PreflightError> {
        self.wait_between_calls(1);
        let request = || {
            let request = self.client.put_suppressed_destination();
            request.email_address(address).reason(reason.clone()).send()
        };
        let answer = self.ask(request);
        answer
            .map(drop)
            .map_err(|error| control_error(Call::PutSuppressedDestination, &self.region, &error))
    }
}
