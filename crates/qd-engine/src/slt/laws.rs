//! The laws that every metric, rule and view obeys: other owners' rows change nothing, and neither
//! do other entities' rows unless the header says `over = "scope"`.

use qd_model::{EntityKey, Measures};

use super::{Case, Subject};
use crate::engine::Engine;
use crate::query;
use crate::session::Rows;

/// A portfolio that a case stands beside.
struct Decoy {
    /// The case's own portfolio.
    from: EntityKey,
    /// The copy.
    to: EntityKey,
    /// The one entity that was copied; all without.
    only: Option<EntityKey>,
}

/// Everything that a case stands beside.
pub(super) struct Decoys(Vec<Decoy>);

impl Decoys {
    /// Claims that a portfolio is a copy.
    pub(super) fn holds(&self, root: &EntityKey) -> bool {
        self.0.iter().any(|decoy| decoy.to == *root)
    }
}

/// Adds a copy of each portfolio, and unless rows span entities, of each entity alone.
pub(super) fn add_decoys(case: &mut Case, spans_entities: bool) -> Decoys {
    let mut decoys = Vec::new();
    for (from, members) in case.members() {
        let mut add = |only: Option<&EntityKey>| {
            // Sorts where the original does, so that lists of missing fields compare.
            let to = format!("{from}-qd-decoy-{}", decoys.len() + 1);
            case.copy(&from, &to, only);
            let to = EntityKey::root(&to).expect("a kebab word");
            decoys.push(Decoy { from: from.clone(), to, only: only.cloned() });
        };
        add(None);
        if members.len() > 1 && !spans_entities {
            members.iter().for_each(|member| add(Some(member)));
        }
    }
    Decoys(decoys)
}

/// Compares each copy with what it was copied from.
pub(super) fn check(engine: &Engine, subject: &Subject, decoys: &Decoys) -> Result<(), String> {
    for decoy in &decoys.0 {
        let original = rows(engine, subject, &decoy.from, decoy.only.as_ref())?;
        let only =
            decoy.only.as_ref().map(|key| decoy.to.member(key.short()).expect("a kebab word"));
        let copied = rows(engine, subject, &decoy.to, only.as_ref())?;
        let (to, from) = (decoy.to.as_str(), decoy.from.as_str());
        let copied = copied.iter().map(|row| row.replace(to, from)).collect::<Vec<_>>();
        if original == copied {
            continue;
        }
        let law = match &decoy.only {
            None => "another portfolio's rows change it".to_owned(),
            Some(key) => format!(
                "other entities' rows change it for `{key}` (say `over = \"scope\"` if they must)"
            ),
        };
        let differs = original.iter().zip(&copied).find(|(a, b)| a != b);
        let shown = match differs {
            Some((a, b)) => format!("{a}\n  alone:   {b}"),
            None => format!("{} rows\n  alone:   {}", original.len(), copied.len()),
        };
        return Err(format!("{law}:\n  in company: {shown}"));
    }
    Ok(())
}

/// What the subject says of one portfolio or one entity, as text.
fn rows(
    engine: &Engine,
    subject: &Subject,
    root: &EntityKey,
    only: Option<&EntityKey>,
) -> Result<Vec<String>, String> {
    let is_wanted = |key: &EntityKey| match only {
        Some(only) => key == only,
        None => key.portfolio() == root.portfolio(),
    };
    let computed = &engine.whole[root];
    let mut rows = match subject {
        Subject::Metric(metric) => {
            let own = Measures::iter(&computed.measures);
            let own = own.filter(|(key, _)| key.metric == *metric && is_wanted(&key.entity));
            own.map(|(key, measure)| {
                let (value, n) = (&measure.value, measure.evidence_count);
                format!("{key}: {value:?}, {} rows, {}", n, measure.basis.as_str())
            })
            .collect::<Vec<_>>()
        }
        Subject::Rule(_) => {
            let own = computed.findings.iter().filter(|finding| is_wanted(&finding.entity));
            own.map(|finding| format!("{finding:?}")).collect()
        }
        Subject::View(id) => {
            let batch = engine.workspace.view(engine.catalog(), id).map_err(|e| e.to_string())?;
            let answer = query::answer(&Rows { batch });
            let entity = answer.columns.iter().position(|column| column == "entity");
            let key =
                |row: &[serde_json::Value]| EntityKey::parse(row.get(entity?)?.as_str()?).ok();
            let own = answer.rows.iter().filter(|row| key(row).is_some_and(|key| is_wanted(&key)));
            own.map(|row| format!("{row:?}")).collect()
        }
    };
    rows.sort();
    Ok(rows)
}
