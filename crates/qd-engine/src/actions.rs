//! Actions: the open tasks of handoffs.

use arrow::array::RecordBatch;
use qd_model::{Action, Decimal, EntityKey, Role, Untrusted};

use crate::session::{Columns, Numbers};

/// Reads the tasks that are not done, of the entities that are seen, by due date.
pub(crate) fn read(rows: Option<&RecordBatch>, sees: impl Fn(&EntityKey) -> bool) -> Vec<Action> {
    let mut actions = rows.and_then(|batch| open_tasks(Columns(batch), &sees)).unwrap_or_default();
    let key = |action: &Action| {
        let place = action.evidence.first().cloned();
        (action.due.is_none(), action.due, action.entity.clone(), place, action.id.clone())
    };
    actions.sort_by_cached_key(key);
    actions
}

fn open_tasks(columns: Columns<'_>, sees: &dyn Fn(&EntityKey) -> bool) -> Option<Vec<Action>> {
    let (entity, kind) = (columns.texts("entity")?, columns.texts("kind")?);
    let (done, text) = (columns.booleans("done")?, columns.texts("text")?);
    let (id, owner, due) = (columns.texts("id")?, columns.texts("owner")?, columns.dates("due")?);
    let (low, high) = (columns.numbers("hours_low")?, columns.numbers("hours_high")?);
    let (cash, gain) = (columns.numbers("cash")?, columns.numbers("gain")?);
    let (per_day, roles) = (columns.numbers("per_day")?, columns.texts("roles")?);
    let (file, line) = (columns.texts("file")?, columns.numbers("line")?);
    let mut actions = Vec::new();
    for row in 0..columns.0.num_rows() {
        let Ok(key) = EntityKey::parse(entity.text(row)) else { continue };
        if kind.text(row) != "task" || done.get(row) == Some(true) || !sees(&key) {
            continue;
        }
        let place = crate::evidence::place(file.text(row), line.get(row));
        let number = |column: &Numbers| column.get(row).map(Decimal::normalized);
        actions.push(Action {
            id: id.get(row).map_or_else(|| place.to_string(), str::to_owned),
            entity: key,
            text: Untrusted::new(text.text(row).to_owned()),
            owner: owner.get(row).map(str::to_owned),
            roles: roles.text(row).split_whitespace().filter_map(|r| Role::new(r).ok()).collect(),
            due: due.get(row),
            hours: mean(number(&low), number(&high)),
            cash: number(&cash),
            gain: number(&gain),
            per_day: number(&per_day),
            evidence: vec![place],
        });
    }
    Some(actions)
}

/// The middle of a range; the one end where only one is given.
fn mean(low: Option<Decimal>, high: Option<Decimal>) -> Option<Decimal> {
    let (Some(low), Some(high)) = (low, high) else { return low.or(high) };
    let half = Decimal::new(5, 1);
    low.add(high).and_then(|sum| sum.mul(half)).ok().map(Decimal::normalized)
}
