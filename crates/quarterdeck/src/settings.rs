//! What configures delivery from outside `quarterdeck.toml`: the environment, then env files such as
//! `repos.env`, each thing under any of the names found in the wild.

use std::collections::BTreeMap;
use std::fs;

use qd_aws::SesOptions;
use qd_delivery::SmtpOptions;
use qd_facts::SecretSink;
use qd_model::{Diagnostic, Evidence, Level, Secret};
use qd_sources::env_file::{EnvFile, Logical, Resolved, resolve_alias};

use crate::config::{Config, Delivery, FILE_NAME};

const SMTP_USER: &str = "SMTP_USER";
const SMTP_PASSWORD: &str = "SMTP_PASSWORD";
const WEBHOOK_SECRET: &str = "ACTIONS_WEBHOOK_SECRET";

/// Settings after precedence: environment, env files, `quarterdeck.toml`.
pub(crate) struct Settings {
    /// The address that mail comes from.
    pub(crate) from: Option<String>,
    region: Option<String>,
    configuration_set: Option<String>,
    credentials: Option<(Secret<String>, Secret<String>)>,
    /// User and password of the SMTP server.
    smtp_credentials: Option<(Secret<String>, Secret<String>)>,
    webhook_secret: Option<Secret<String>>,
    /// Lines that are no assignment, aliases that disagree.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Settings {
    /// Reads the env files, registers their secrets, and resolves every alias.
    pub(crate) fn read(
        config: &Config,
        variables: &BTreeMap<String, String>,
        secrets: &dyn SecretSink,
    ) -> Self {
        let mut diagnostics = Vec::new();
        let mut files = vec![EnvFile::of_environment(variables.clone())];
        for name in &config.env_files {
            match read_file(config, name) {
                Ok(text) => {
                    let (file, found) = EnvFile::parse(name, &text);
                    file.register(secrets);
                    diagnostics.extend(found);
                    files.push(file);
                }
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        let mut resolve = |logical: Logical| -> Option<Resolved> {
            let resolved = resolve_alias(&files, logical)?;
            diagnostics.extend(resolved.warnings.iter().cloned());
            Some(resolved)
        };
        let text = |resolved: Resolved| resolved.value.expose().clone();
        let from = resolve(Logical::FromAddress).map(text);
        let region = resolve(Logical::Region).map(text);
        let configuration_set = resolve(Logical::ConfigurationSet).map(text);
        // Keys in the environment are the SDK's own business; those of an env file it cannot know.
        let is_of_file = |resolved: &Resolved| resolved.line.is_some();
        let id = resolve(Logical::AccessKeyId).filter(is_of_file);
        let key = resolve(Logical::SecretAccessKey).filter(is_of_file);
        let credentials = id.zip(key).map(|(id, key)| (id.value, key.value));
        let value = |name: &str| {
            files.iter().find_map(|file| file.entries.get(name)).map(|entry| entry.value.clone())
        };
        let smtp_credentials = value(SMTP_USER).zip(value(SMTP_PASSWORD));
        let webhook_secret = value(WEBHOOK_SECRET);
        let password = smtp_credentials.as_ref().map(|(_, password)| (SMTP_PASSWORD, password));
        let signing = webhook_secret.as_ref().map(|secret| (WEBHOOK_SECRET, secret));
        for (name, secret) in password.into_iter().chain(signing) {
            // The environment's values are not registered as a file's are.
            let pair = (name.to_owned(), secret.expose().clone());
            EnvFile::of_environment([pair]).register(secrets);
        }
        let delivery = &config.delivery;
        Self {
            from: from.or_else(|| delivery.from.clone()),
            region: region.or_else(|| delivery.region.clone()),
            configuration_set: configuration_set.or_else(|| delivery.configuration_set.clone()),
            credentials,
            smtp_credentials,
            webhook_secret,
            diagnostics,
        }
    }

    /// The options of the SMTP transport, but for the certificate.
    pub(crate) fn smtp_options(&self, delivery: &Delivery) -> SmtpOptions {
        let expose = |(user, password): &(Secret<String>, Secret<String>)| {
            (user.expose().clone(), password.expose().clone())
        };
        SmtpOptions {
            host: delivery.smtp_host.clone().unwrap_or_default(),
            port: delivery.smtp_port,
            credentials: self.smtp_credentials.as_ref().map(expose),
            ..SmtpOptions::default()
        }
    }

    /// What signs posts to the board.
    pub(crate) fn webhook_secret(&self) -> Option<Secret<String>> {
        let secret = self.webhook_secret.as_ref()?;
        Some(Secret::new(secret.expose().clone()))
    }

    /// The options of the SES transport.
    pub(crate) fn ses_options(&self, delivery: &Delivery) -> SesOptions {
        let expose = |(id, key): &(Secret<String>, Secret<String>)| {
            (id.expose().clone(), key.expose().clone())
        };
        SesOptions {
            region: self.region.clone(),
            endpoint_url: delivery.endpoint_url.clone(),
            static_credentials: self.credentials.as_ref().map(expose),
            configuration_set: self.configuration_set.clone(),
            ..SesOptions::default()
        }
    }
}

fn read_file(config: &Config, name: &str) -> Result<String, Diagnostic> {
    let refuse = |code: &str, message: String| {
        let place = Evidence::place(FILE_NAME);
        Diagnostic::new(Level::Error, code, "configuration", place, message)
            .with_help("check `env_files` in [portfolio]")
    };
    if !qd_sources::files::stays_inside(name) {
        return Err(refuse(
            "path-outside-portfolio",
            format!("the path leaves the portfolio's folder: {name}"),
        ));
    }
    fs::read_to_string(config.folder.join(name)).map_err(|error| {
        refuse("unreadable-file", format!("{name} cannot be read: {}", error.kind()))
    })
}
