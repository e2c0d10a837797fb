//! Actions: the tasks of handoffs and the priced findings of rules, and the agenda of a scope.

mod agenda;
pub(crate) mod pricing;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use arrow::array::RecordBatch;
use qd_model::{Action, Agenda, EntityKey, Finding, Placed, Role, RuleInfo, Untrusted, kebab};

use crate::session::Columns;
pub(crate) use agenda::Setting;
use pricing::mean;
pub(crate) use pricing::{Pricing, PricingColumns};

/// What a scope could do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Actions {
    /// By day: those of the agenda at their start, the others at their due date, then the rest.
    pub(crate) open: Vec<Action>,
    /// What is ticked off.
    pub(crate) done: Vec<Action>,
    pub(crate) agenda: Option<Agenda>,
}

/// An action and what prices it.
struct Candidate {
    action: Action,
    pricing: Pricing,
    /// The note that it stands in.
    note: Option<String>,
}

/// The tables that actions are read from.
pub(crate) struct Tables<'a> {
    pub(crate) items: Option<&'a RecordBatch>,
    pub(crate) handoffs: Option<&'a RecordBatch>,
    pub(crate) people: Option<&'a RecordBatch>,
}

/// A finding that says what its remedy brings, and its rule.
pub(crate) struct PricedFinding<'a> {
    pub(crate) finding: &'a Finding,
    pub(crate) rule: &'a RuleInfo,
    pub(crate) pricing: &'a Pricing,
}

/// Reads the tasks that are seen, adds the findings that are priced, and plans them.
pub(crate) fn make(
    tables: &Tables<'_>,
    findings: &[PricedFinding<'_>],
    setting: &Setting<'_>,
    sees: &dyn Fn(&EntityKey) -> bool,
) -> Actions {
    let (mut open, mut done) = (Vec::new(), Vec::new());
    let owners = tables.handoffs.map(handoff_owners).unwrap_or_default();
    for (task, is_done) in
        tables.items.and_then(|rows| tasks(Columns(rows), sees)).unwrap_or_default()
    {
        if is_done { done.push(task.action) } else { open.push(task) }
    }
    open.extend(findings.iter().map(from_finding));
    for candidate in &mut open {
        let of_note = || {
            let note = candidate.note.clone()?;
            owners.get(&(candidate.action.entity.clone(), note))
        };
        let entity_owner = || {
            let mut notes = owners.iter().filter(|((key, _), _)| *key == candidate.action.entity);
            notes.next().map(|(_, owner)| owner)
        };
        if candidate.action.owner.is_none() {
            candidate.action.owner = of_note().or_else(entity_owner).cloned();
        }
    }
    let people = tables.people.and_then(|rows| agenda::people(Columns(rows), setting.root));
    let is_done = |id: &str| done.iter().any(|action: &Action| action.id == id);
    let agenda = agenda::plan(&mut open, &people.unwrap_or_default(), setting, &is_done);
    let mut open = open.into_iter().map(|candidate| candidate.action).collect::<Vec<_>>();
    let key = |action: &Action| {
        let planned = action.place.planned();
        let day = planned.map(|planned| planned.start).or(action.due);
        let place = planned.map_or(u32::MAX, |planned| planned.place);
        let first = action.evidence.first().cloned();
        (day.is_none(), day, place, action.entity.clone(), first, action.id.clone())
    };
    open.sort_by_cached_key(key);
    done.sort_by_cached_key(key);
    Actions { open, done, agenda }
}

fn tasks(
    columns: Columns<'_>,
    sees: &dyn Fn(&EntityKey) -> bool,
) -> Option<Vec<(Candidate, bool)>> {
    let (entity, kind) = (columns.texts("entity")?, columns.texts("kind")?);
    let (done, text, roles) =
        (columns.booleans("done")?, columns.texts("text")?, columns.texts("roles")?);
    let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
    let prices = PricingColumns::new(columns);
    let mut tasks = Vec::new();
    for row in 0..columns.0.num_rows() {
        let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
        if kind.text(row) != "task" || !sees(&key) {
            continue;
        }
        let place = crate::evidence::place(file.text(row), line.get(row));
        let pricing = prices.get(row);
        let id = pricing.id.clone().unwrap_or_else(|| place.to_string());
        let roles = roles.text(row).split_whitespace().filter_map(|r| Role::new(r).ok()).collect();
        let text = Untrusted::new(text.text(row).to_owned());
        let action = Action { roles, evidence: vec![place], ..bare(id, key, text, &pricing) };
        let note = file.get(row).map(str::to_owned);
        tasks.push((Candidate { action, pricing, note }, done.get(row) == Some(true)));
    }
    Some(tasks)
}

fn bare(id: String, entity: EntityKey, text: Untrusted<String>, pricing: &Pricing) -> Action {
    Action {
        id,
        entity,
        text,
        owner: pricing.owner.clone(),
        roles: std::collections::BTreeSet::new(),
        due: pricing.due,
        hours: mean(pricing.hours),
        cash: mean(pricing.cash),
        gain: mean(pricing.gain),
        per_day: mean(pricing.per_day),
        rule: None,
        place: Placed::Unplanned,
        evidence: Vec::new(),
    }
}

/// A rule's remedy for one offender.
fn from_finding(priced: &PricedFinding<'_>) -> Candidate {
    let PricedFinding { finding, rule, pricing } = priced;
    let mut pricing = (*pricing).clone();
    pricing.hours = pricing.hours.or_else(|| finding.effort_hours.map(|hours| (hours, hours)));
    let subject = finding.subject.for_renderer();
    let id = format!("{}-{}", rule.id.as_str(), kebab(subject));
    let id = pricing.id.clone().unwrap_or(id);
    let text = format!("{} ({subject})", rule.remedy.trim_end_matches('.'));
    let action = bare(id, finding.entity.clone(), Untrusted::new(text), &pricing);
    let (roles, evidence) = (rule.roles.clone(), finding.evidence.clone());
    let action = Action { roles, evidence, rule: Some(rule.id.clone()), ..action };
    Candidate { action, pricing, note: None }
}

/// Whose a note is, by entity and file: who does what it does not say whose it is.
fn handoff_owners(rows: &RecordBatch) -> BTreeMap<(EntityKey, String), String> {
    let columns = Columns(rows);
    let (Some(entity), Some(owner), Some(file)) =
        (columns.texts("entity"), columns.texts("owner"), columns.texts("file"))
    else {
        return BTreeMap::new();
    };
    let row = |row: usize| {
        let key = EntityKey::parse(entity.text(row)).ok()?;
        let owner = owner.get(row).filter(|owner| !owner.is_empty())?;
        Some(((key, file.text(row).to_owned()), owner.to_owned()))
    };
    (0..rows.num_rows()).filter_map(row).collect()
}
