//! One thing, many names: the aliases of settings found in the wild, and a word when they disagree.

use qd_model::{Diagnostic, Evidence, Level, Secret};

use super::EnvFile;

/// A setting that the binary asks for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Logical {
    /// The region of the mail service.
    Region,
    /// The address that mail is sent from.
    FromAddress,
    /// The configuration set of the mail service.
    ConfigurationSet,
    /// The id of the access key.
    AccessKeyId,
    /// The secret of the access key.
    SecretAccessKey,
    /// The token of a temporary session.
    SessionToken,
    /// The host of the SMTP relay.
    SmtpHost,
    /// Its port.
    SmtpPort,
    /// The user at the relay.
    SmtpUser,
    /// The user's password.
    SmtpPassword,
}

impl Logical {
    /// The names that it goes by, the most telling first.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Self::Region => &["SES_REGION", "AWS_SES_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"],
            Self::FromAddress => &[
                "SES_FROM_ADDRESS",
                "AWS_SES_FROM_ADDRESS",
                "AWS_SES_SENDER_EMAIL",
                "SES_SENDER_ADDRESS",
                "SES_SENDER_EMAIL",
                "SES_FROM_EMAIL",
            ],
            Self::ConfigurationSet => {
                &["SES_CONFIGURATION_SET", "AWS_SES_CONFIGURATION_SET", "SES_CONFIG_SET"]
            }
            Self::AccessKeyId => {
                &["SES_ACCESS_KEY_ID", "AWS_SES_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID"]
            }
            Self::SecretAccessKey => {
                &["SES_SECRET_ACCESS_KEY", "AWS_SES_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY"]
            }
            Self::SessionToken => {
                &["SES_SESSION_TOKEN", "AWS_SES_SESSION_TOKEN", "AWS_SESSION_TOKEN"]
            }
            Self::SmtpHost => &["SMTP_HOST", "SMTP_SERVER", "MAIL_HOST", "EMAIL_HOST"],
            Self::SmtpPort => &["SMTP_PORT", "MAIL_PORT", "EMAIL_PORT"],
            Self::SmtpUser => &["SMTP_USER", "SMTP_USERNAME", "MAIL_USERNAME", "EMAIL_HOST_USER"],
            Self::SmtpPassword => {
                &["SMTP_PASSWORD", "SMTP_PASS", "MAIL_PASSWORD", "EMAIL_HOST_PASSWORD"]
            }
        }
    }

    /// Claims that its value may be shown in a message.
    fn is_public(self) -> bool {
        matches!(self, Self::Region | Self::FromAddress | Self::ConfigurationSet)
            || matches!(self, Self::SmtpHost | Self::SmtpPort)
    }
}

/// A setting found.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The value.
    pub value: Secret<String>,
    /// The name that gave it.
    pub name: String,
    /// The file that gave it, or `environment`.
    pub file: String,
    /// Its line there; `None` in the environment.
    pub line: Option<u32>,
    /// Other names that say something else. The value of a credential is never shown.
    pub warnings: Vec<Diagnostic>,
}

/// Finds a setting in files by precedence, the first file before the second, and in one file by the
/// order of [`Logical::names`]. Empty values count as unset.
pub fn resolve_alias(files: &[EnvFile], logical: Logical) -> Option<Resolved> {
    let mut found: Option<Resolved> = None;
    for file in files {
        for name in logical.names() {
            let Some(entry) = file.entries.get(*name) else { continue };
            let value = entry.value.expose().trim();
            if value.is_empty() {
                continue;
            }
            let line = Some(entry.line).filter(|line| *line > 0);
            let Some(first) = &mut found else {
                found = Some(Resolved {
                    value: Secret::new(value.to_owned()),
                    name: (*name).to_owned(),
                    file: file.name.clone(),
                    line,
                    warnings: Vec::new(),
                });
                continue;
            };
            if first.value.expose() != value {
                let place = Evidence { file: file.name.clone(), line };
                let used = format!("`{}` of {} is used", first.name, first.file);
                let message = if logical.is_public() {
                    let used_value = first.value.expose();
                    format!("{used} ({used_value}), `{name}` says otherwise: {value}")
                } else {
                    format!("{used}, another name has a different value: {name}")
                };
                let warning = Diagnostic::new(
                    Level::Warning,
                    "disagreeing-settings",
                    "configuration",
                    place,
                    message,
                );
                first.warnings.push(warning.with_help("keep one of the two names"));
            }
        }
    }
    found
}
