//! Finds out whether a run may send, before it sends anything: account, quota, sender, and in the
//! sandbox every recipient, audit copies included.

use std::error::Error;
use std::time::Duration;

use aws_sdk_sesv2::config::http::HttpResponse;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::get_account::GetAccountOutput;
use qd_delivery::{Address, Preflight, PreflightError, PreflightKind, Ready};

use super::SesTransport;
use super::classify::{chain, is_about_credentials};
use super::identity::{Identities, Standing, unverified};

/// The domain of addresses that play recipients; they are always verified.
const SIMULATOR_DOMAIN: &str = "simulator.amazonses.com";

/// The longest wait before a reading call is made again, in intervals. They double from one.
const MAX_WAIT_INTERVALS: u32 = 4;

/// A call that is not a send. AWS allows each once a second.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Call {
    GetAccount,
    GetEmailIdentity,
    ListSuppressedDestinations,
    PutSuppressedDestination,
}

impl Call {
    fn name(self) -> &'static str {
        match self {
            Self::GetAccount => "GetAccount",
            Self::GetEmailIdentity => "GetEmailIdentity",
            Self::ListSuppressedDestinations => "ListSuppressedDestinations",
            Self::PutSuppressedDestination => "PutSuppressedDestination",
        }
    }
}

impl SesTransport {
    pub(super) fn check_all(&self, preflight: &Preflight) -> Result<Ready, PreflightError> {
        let (mut ready, is_sandbox) = match self.options.skip_account_check {
            true => (Ready::default(), false),
            false => self.check_account(preflight)?,
        };
        let mut identities = Identities::default();
        for sender in &preflight.senders {
            let found = identities.find(self, sender)?;
            if found.1 != (Standing::Verified { is_signed: true }) {
                return Err(unverified("unverified-sender", "the sender", &found, &self.region));
            }
        }
        if is_sandbox {
            self.check_recipients(&mut identities, &preflight.recipients)?;
            ready.notes.push(format!(
                "the SES account in {} is in the sandbox: only verified recipients are reached",
                self.region
            ));
        }
        Ok(ready)
    }

    fn check_account(&self, preflight: &Preflight) -> Result<(Ready, bool), PreflightError> {
        let account = self
            .ask(|| self.client.get_account().send())
            .map_err(|error| control_error(Call::GetAccount, &self.region, &error))?;
        let mut ready = Ready::default();
        self.check_standing(&account, &mut ready)?;
        if let Some(quota) = account.send_quota() {
            ready.max_recipients_per_second = Some(quota.max_send_rate());
            // -1 is SES's word for no limit.
            ready.quota_left = (quota.max24_hour_send() >= 0.0)
                .then(|| (quota.max24_hour_send() - quota.sent_last24_hours()).max(0.0) as u64);
        }
        self.check_quota_left(preflight, &mut ready)?;
        Ok((ready, !account.production_access_enabled()))
    }

    fn check_standing(
        &self,
        account: &GetAccountOutput,
        ready: &mut Ready,
    ) -> Result<(), PreflightError> {
        let region = &self.region;
        let refuse = |code, message: String, cure: String| {
            Err(PreflightError { kind: PreflightKind::Configuration, code, message, cure })
        };
        match account.enforcement_status() {
            Some("SHUTDOWN") => {
                return refuse(
                    "account-shut-down",
                    format!("AWS has shut down sending for this account, region: {region}"),
                    "answer the case that AWS opened in its Support Center".into(),
                );
            }
            Some("PROBATION") => ready.notes.push(format!(
                "AWS reviews this account's sending (PROBATION, {region}): see its Support Center"
            )),
            _ => {}
        }
        match account.sending_enabled() {
            true => Ok(()),
            false => refuse(
                "sending-disabled",
                format!("sending is switched off for this account, region: {region}"),
                format!(
                    "run `aws sesv2 put-account-sending-attributes --sending-enabled --region {region}`"
                ),
            ),
        }
    }

    fn check_quota_left(
        &self,
        preflight: &Preflight,
        ready: &mut Ready,
    ) -> Result<(), PreflightError> {
        let needed = preflight.n_recipients;
        match ready.quota_left {
            Some(0) => Err(PreflightError {
                kind: PreflightKind::Temporary,
                code: "daily-quota",
                message: format!("the daily quota is used up, region: {}", self.region),
                cure: "send again when 24 hours have passed, or ask AWS for a higher quota".into(),
            }),
            Some(left) if left < needed => {
                ready.notes.push(format!(
                    "the daily quota has room for {left} of {needed} recipients, copies included"
                ));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn check_recipients(
        &self,
        identities: &mut Identities,
        recipients: &[Address],
    ) -> Result<(), PreflightError> {
        for recipient in recipients.iter().filter(|r| r.domain() != SIMULATOR_DOMAIN) {
            let found = identities.find(self, recipient)?;
            if !matches!(found.1, Standing::Verified { .. }) {
                let what = "the account is in the sandbox and the recipient";
                let mut error = unverified("unverified-recipient", what, &found, &self.region);
                error.cure.push_str(", or ask for production access in the SES console");
                return Err(error);
            }
        }
        Ok(())
    }

    /// Makes a call that may be made twice, again if AWS finds it came too soon.
    pub(super) fn ask<T, E, F>(&self, call: impl Fn() -> F) -> Result<T, SdkError<E, HttpResponse>>
    where
        E: ProvideErrorMetadata,
        F: Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    {
        let mut n_intervals = 1;
        loop {
            match self.runtime.block_on(call()) {
                Err(error)
                    if error.code() == Some("TooManyRequestsException")
                        && n_intervals <= MAX_WAIT_INTERVALS =>
                {
                    self.wait_between_calls(n_intervals);
                    n_intervals *= 2;
                }
                answer => return answer,
            }
        }
    }

    /// Keeps calls of one kind apart.
    pub(super) fn wait_between_calls(&self, n_intervals: u32) {
        let interval = Duration::from_millis(self.options.control_interval_ms);
        std::thread::sleep(interval * n_intervals);
    }
}

/// Reads the error of a call that is not a send.
pub(super) fn control_error<E>(
    call: Call,
    region: &str,
    error: &SdkError<E, HttpResponse>,
) -> PreflightError
where
    E: ProvideErrorMetadata + Error + 'static,
{
    use PreflightKind::{Configuration, Temporary};
    let name = call.name();
    let text = chain(error);
    let code = error.code().unwrap_or_default();
    let status = error.raw_response().map_or(0, |response| response.status().as_u16());
    let (kind, id, why, cure) = match code {
        _ if status == 0 && is_about_credentials(&text) => (
            Configuration,
            "no-credentials",
            text,
            "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile (AWS_PROFILE)"
                .to_owned(),
        ),
        "AccessDeniedException" | "AccessDenied" => (
            Configuration,
            "access-denied",
            error.message().unwrap_or("access denied").to_owned(),
            format!("allow `ses:{name}` and `ses:SendEmail` in the policy of these credentials"),
        ),
        _ if status == 401 || status == 403 => (
            Configuration,
            "credentials-refused",
            format!("{code}: {}", error.message().unwrap_or("no reason given")),
            "renew the credentials, and check the clock of this machine".to_owned(),
        ),
        _ if status == 404 => (
            Configuration,
            "not-ses",
            format!("the server has no {name} (404)"),
            "check the endpoint: it does not speak the whole of SES v2".to_owned(),
        ),
        _ => (Temporary, "ses-unreachable", text, "try again; nothing was sent".to_owned()),
    };
    let message = format!("SES cannot be asked ({name}, {region}): {why}");
    PreflightError { kind, code: id, message, cure }
}
