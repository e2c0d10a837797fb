//! `[actions]`: for whom findings become work, and where it is sent.

use std::collections::BTreeSet;

use qd_model::Role;

use super::{Reader, role};

/// Where findings go as work.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actions {
    /// Whose findings: a board sees what these roles may see. Without any, every role's.
    pub(crate) roles: BTreeSet<Role>,
    /// The address that is posted to.
    pub(crate) webhook: Option<String>,
}

impl Reader<'_> {
    pub(super) fn actions(&mut self) -> Actions {
        let Some(mut section) = self.table("actions") else { return Actions::default() };
        let names = section.texts("roles");
        let roles = names.iter().filter_map(|name| role(&mut section, "roles", name)).collect();
        let webhook = section.text("webhook");
        let is_address = |url: &String| {
            let is_local = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
            url.starts_with("https://") || is_local.iter().any(|local| url.starts_with(local))
        };
        if let Some(url) = webhook.as_ref().filter(|url| !is_address(url)) {
            let message =
                format!("`webhook` is an address that begins with https://, found: {url}");
            let help = "only a server on this machine may be posted to without encryption";
            section.wrong("webhook", "wrong-value", message, help);
        }
        self.mistakes.extend(section.finish(&[]));
        Actions { roles, webhook }
    }
}
