//! What `quarterdeck.toml` asks for now, held against what was planned: a plan that the configuration
//! has moved away from is not sent.

use std::collections::BTreeSet;

use qd_delivery::{Delivery, Outbox, State};
use qd_model::{EntityKey, ReportId};

use crate::config::Recipient;
use crate::exit::Exit;
use crate::mail;
use crate::problem::Problem;
use crate::run::Opened;

/// Refuses to send if a delivery that would go is not what the configuration asks for.
pub(crate) fn check(opened: &Opened, outbox: &Outbox, only: &[ReportId]) -> Result<(), Problem> {
    let resends = opened.config.delivery.resends_doubtful;
    let (mut lines, mut frozen) = (Vec::new(), BTreeSet::new());
    for row in outbox.deliveries().map_err(mail::delivery_problem)? {
        let would_go = match row.state {
            State::Planned | State::Approved | State::Deferred => true,
            State::InDoubt => resends,
            _ => false,
        };
        let is_wanted = only.is_empty() || only.contains(&row.series.report);
        if row.is_audit() || !would_go || !is_wanted {
            continue;
        }
        let copies = outbox.copies(&row.id).map_err(mail::delivery_problem)?;
        let found = mismatches(opened, &row, &copies)?;
        if !found.is_empty() && row.state != State::Planned {
            frozen.insert(row.id.to_string());
        }
        let series = &row.series;
        lines.extend(found.into_iter().map(|what| {
            format!("  {}/{} to {}: {what}", series.report, series.scope, row.recipient)
        }));
    }
    if lines.is_empty() {
        return Ok(());
    }
    let mut help = "run `quarterdeck plan`, which drafts what quarterdeck.toml says now".to_owned();
    for id in frozen {
        help.push_str(&format!("; withdraw the approved one with `quarterdeck cancel {id}`"));
    }
    let message = format!(
        "the plan is not what quarterdeck.toml says now; nothing was sent\n{}",
        lines.join("\n")
    );
    Err(Problem::new(Exit::Usage, "outdated-plan", message, Some(help)))
}

/// Says what was planned and what is configured, where the two differ.
fn mismatches(
    opened: &Opened,
    row: &Delivery,
    copies: &[Delivery],
) -> Result<Vec<String>, Problem> {
    let mut found = Vec::new();
    let sender = opened.settings.from.as_deref().map(mail::parse).transpose()?;
    let sender = sender.map_or_else(|| "nobody".to_owned(), |sender| sender.to_string());
    if row.sender != sender {
        found.push(format!("planned from {}, configured: {sender}", row.sender));
    }
    let recipients = &opened.config.recipients;
    match recipients.iter().find(|r| r.email.eq_ignore_ascii_case(&row.recipient)) {
        None => found.push("planned, but no [[recipient]] has this address any more".to_owned()),
        Some(recipient) => found.extend(rights(row, recipient)),
    }
    let planned = copies.iter().map(|copy| copy.recipient.clone()).collect::<BTreeSet<_>>();
    let mut configured = BTreeSet::new();
    for address in &opened.config.delivery.bcc {
        configured.insert(mail::parse(address)?.key());
    }
    configured.remove(&row.recipient);
    if planned != configured {
        let (planned, configured) = (listed(&planned), listed(&configured));
        found.push(format!("planned copies: {planned}, configured `bcc`: {configured}"));
    }
    Ok(found)
}

/// Says what a recipient may not see any more.
fn rights(row: &Delivery, recipient: &Recipient) -> Option<String> {
    if let Some(role) = row.role.as_ref().filter(|role| !recipient.roles.contains(role)) {
        let roles = recipient.roles.iter().map(|role| role.as_str().to_owned()).collect();
        let (role, roles) = (role.as_str(), listed(&roles));
        return Some(format!("planned for the role `{role}`, configured roles: {roles}"));
    }
    let scope = row.series.scope.as_str();
    let visible = recipient.entities.iter().map(|key| key.short().to_owned()).collect();
    let is_visible = match scope == EntityKey::ROOT_ALIAS {
        true => recipient.is_whole,
        false => scope.split('+').all(|id| recipient.entities.iter().any(|key| key.short() == id)),
    };
    match is_visible {
        true => None,
        false => Some(format!(
            "planned with the entities `{scope}`, configured entities: {}",
            listed(&visible)
        )),
    }
}

fn listed(words: &BTreeSet<String>) -> String {
    match words.is_empty() {
        true => "none".to_owned(),
        false => words.iter().cloned().collect::<Vec<_>>().join(", "),
    }
}
