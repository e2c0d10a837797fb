//! Who may be mailed from and, in the sandbox, to: an address, its domain, or a domain above it.

use std::collections::BTreeMap;

use qd_delivery::{Address, PreflightError, PreflightKind};

use super::SesTransport;
use super::preflight::{Call, control_error};

/// What SES says about an identity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Standing {
    /// Unknown in this region.
    Unknown,
    /// Known, and mail may be sent from it.
    Verified {
        /// Claims that mail from it is signed (DKIM), or that it is a single address, which need not.
        is_signed: bool,
    },
    /// Known, and not verified: `PENDING`, `FAILED`.
    Unverified(String),
}

/// The identities that were looked up in a preflight, each asked for once.
#[derive(Default)]
pub(super) struct Identities {
    known: BTreeMap<String, Standing>,
}

impl Identities {
    /// Finds the identity that stands for an address, most specific first. Returns its name too; if
    /// none is verified, the most specific one that is known, or the address.
    pub(super) fn find(
        &mut self,
        ses: &SesTransport,
        address: &Address,
    ) -> Result<(String, Standing), PreflightError> {
        let mut closest = None;
        for name in names(address) {
            match self.look_up(ses, &name)? {
                Standing::Unknown => {}
                standing @ Standing::Verified { .. } => return Ok((name, standing)),
                standing @ Standing::Unverified(_) => {
                    closest = closest.or(Some((name, standing)));
                }
            }
        }
        Ok(closest.unwrap_or((address.mailbox(), Standing::Unknown)))
    }

    fn look_up(&mut self, ses: &SesTransport, name: &str) -> Result<Standing, PreflightError> {
        if let Some(standing) = self.known.get(name) {
            return Ok(standing.clone());
        }
        if !self.known.is_empty() {
            ses.wait_between_calls(1);
        }
        let answer = ses.ask(|| ses.client.get_email_identity().email_identity(name).send());
        let standing = match answer {
            Ok(identity) if identity.verified_for_sending_status() => {
                let is_domain = !name.contains('@');
                let is_signed = identity.dkim_attributes().is_some_and(|dkim| {
                    let is_ready = dkim.status().is_some_and(|s| s.as_str() == "SUCCESS");
                    dkim.signing_enabled() && is_ready
                });
                Standing::Verified { is_signed: is_signed || !is_domain }
            }
            Ok(identity) => {
                let status = identity.verification_status().map_or("not verified", |s| s.as_str());
                Standing::Unverified(status.to_owned())
            }
            Err(error) if error.as_service_error().is_some_and(|e| e.is_not_found_exception()) => {
                Standing::Unknown
            }
            Err(error) => return Err(control_error(Call::GetEmailIdentity, &ses.region, &error)),
        };
        self.known.insert(name.to_owned(), standing.clone());
        Ok(standing)
    }
}

/// The names under which an address may be verified: itself, its domain, and the domains above, down
/// to two labels.
fn names(address: &Address) -> Vec<String> {
    let mut names = vec![address.mailbox()];
    let mut domain = address.domain();
    loop {
        names.push(domain.to_owned());
        match domain.split_once('.') {
            Some((_, above)) if above.contains('.') => domain = above,
            _ => return names,
        }
    }
}

/// Says that an identity is not verified, and the exact step that mends it.
pub(super) fn unverified(
    code: &'static str,
    what: &str,
    (name, standing): &(String, Standing),
    region: &str,
) -> PreflightError {
    let (state, cure) = match standing {
        Standing::Unknown => (
            "is not known to SES".to_owned(),
            format!(
                "run `aws sesv2 create-email-identity --email-identity {name} --region {region}`, or \
                 in the SES console ({region}): Configuration, Identities, Create identity; if it is \
                 verified in another region, set that one"
            ),
        ),
        Standing::Unverified(status) if name.contains('@') => (
            format!("is not verified in SES ({status})"),
            format!(
                "open the link in the mail that AWS sent to `{name}`; to have it sent again, delete \
                 and create the identity in the SES console ({region}): Configuration, Identities"
            ),
        ),
        Standing::Unverified(status) => (
            format!("is not verified in SES ({status})"),
            format!(
                "publish the DNS records that `aws sesv2 get-email-identity --email-identity {name} \
                 --region {region}` lists, and wait until AWS has seen them"
            ),
        ),
        Standing::Verified { .. } => (
            "is verified, but its mail is not signed (DKIM)".to_owned(),
            format!(
                "run `aws sesv2 put-email-identity-dkim-attributes --email-identity {name} \
                 --signing-enabled --region {region}`, and publish the records it needs"
            ),
        ),
    };
    let message = format!("{what} `{name}` {state}, region: {region}");
    PreflightError { kind: PreflightKind::Configuration, code, message, cure }
}

#[cfg(test)]
mod tests {
    use qd_delivery::Address;

    use super::names;

    #[test]
    fn an_address_may_be_verified_under_any_domain_above_it() {
        let address = Address::parse("Reports <reports@mail.eu.example.com>").unwrap();
        assert_eq!(
            names(&address),
            ["reports@mail.eu.example.com", "mail.eu.example.com", "eu.example.com", "example.com"]
        );
    }
}
