//! `agenda`: the best thirty days of the whole portfolio, as task lists in Markdown or as JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use qd_engine::NoPrior;
use qd_model::report::Locale;
use qd_model::{Action, Agenda, Decimal, Evaluation, Placed, Planned, Rounding, Scope};
use qd_report::format::money;
use serde_json::{Map, Value, json};

use crate::cli::Global;
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Run, engine_problem};

pub(crate) fn run(global: &Global, output: &Output) -> Result<Exit, Problem> {
    let run = Run::start(global, output)?;
    let entities = run.config.entities.iter().map(|entity| entity.key.clone());
    let entities = entities.filter(|key| !key.is_root()).collect();
    let scope = Scope { root: run.config.root.clone(), entities, is_whole: true };
    let evaluation =
        run.engine.evaluate(&run.config.root, &scope, &NoPrior).map_err(engine_problem)?;
    let Some(agenda) = &evaluation.agenda else { return nothing(&run, &evaluation, output) };
    let guard = run.secrets.guard();
    let text = if output.is_json {
        let board = board(agenda, &evaluation);
        serde_json::to_string_pretty(&board).map_err(|error| Problem::bug(error.to_string()))?
    } else {
        markdown(agenda, &evaluation, run.config.theme.locale)
    };
    output.data(&guard.mask(&text));
    Ok(Exit::Fine)
}

/// Without an agenda: an error where nobody's hours are known, an empty one where nothing is open.
fn nothing(run: &Run, evaluation: &Evaluation, output: &Output) -> Result<Exit, Problem> {
    if !evaluation.actions.is_empty() {
        let message = "an agenda needs somebody's hours, and nobody's are known";
        let help = "add [[person]] with `id`, `hours_per_day` and `hour_value` to quarterdeck.toml";
        return Err(Problem::usage("no-person", message, help));
    }
    output.data(&if output.is_json {
        json!({ "value": 0.0, "horizon_days": 30, "actions": [] }).to_string()
    } else {
        format!("# Agenda of {}\n\nNothing is open.", run.config.name)
    });
    Ok(Exit::Fine)
}

/// The agenda for a board: money as numbers in the portfolio's currency.
fn board(agenda: &Agenda, evaluation: &Evaluation) -> Value {
    let planned = evaluation.actions.iter();
    let planned = planned.filter_map(|action| Some((action, action.place.planned()?)));
    let actions = planned.map(|(action, planned)| {
        let mut card = card(action);
        card.extend([
            ("place".into(), json!(planned.place)),
            ("place_low".into(), json!(planned.places.map(|places| places.0))),
            ("place_high".into(), json!(planned.places.map(|places| places.1))),
            ("start".into(), json!(planned.start)),
            ("end".into(), json!(planned.end)),
            ("value".into(), number(planned.net)),
            ("value_low".into(), number(planned.net_range.0)),
            ("value_high".into(), number(planned.net_range.1)),
            ("chance".into(), number(planned.chance)),
            ("late_after".into(), json!(planned.late_after)),
            ("late_loss".into(), number(planned.late_loss)),
            ("needed_by".into(), json!(planned.needed_by)),
            ("verify_up_to".into(), planned.verify_up_to.map_or(Value::Null, number)),
        ]);
        Value::Object(card)
    });
    let beside = evaluation.actions.iter().filter(|action| action.place.planned().is_none());
    let beside = beside.map(|action| {
        let mut card = card(action);
        card.insert("why".into(), Value::String(why(action)));
        Value::Object(card)
    });
    json!({
        "value": number(agenda.value),
        "horizon_days": agenda.horizon_days,
        "currency": agenda.currency.as_str(),
        "as_of": evaluation.as_of,
        "long_value": number(agenda.long_value),
        "long_horizon_days": agenda.long_horizon_days,
        "is_proven": agenda.is_proven,
        "draws": agenda.draws,
        "actions": actions.collect::<Vec<_>>(),
        "beside": beside.collect::<Vec<_>>(),
        "done": evaluation.done.iter().map(|action| Value::Object(card(action))).collect::<Vec<_>>(),
    })
}

fn card(action: &Action) -> Map<String, Value> {
    let optional = |value: Option<Decimal>| value.map_or(Value::Null, number);
    let evidence = action.evidence.iter().map(ToString::to_string).collect::<Vec<_>>();
    let card = json!({
        "id": action.id,
        "entity": action.entity.short(),
        "text": action.text.for_renderer(),
        "owner": action.owner,
        "hours": optional(action.hours),
        "cash": optional(action.cash),
        "due": action.due,
        "rule": action.rule.as_ref().map(qd_model::RuleId::as_str),
        "evidence": evidence,
    });
    match card {
        Value::Object(card) => card,
        _ => Map::new(),
    }
}

/// A number for machines: plans need no more digits than a float has.
fn number(value: Decimal) -> Value {
    json!(value.to_f64())
}

fn why(action: &Action) -> String {
    match &action.place {
        Placed::Apart(apart) => apart.sentence(),
        Placed::Out => "the best agenda does without it".to_owned(),
        Placed::In(_) | Placed::Unplanned => String::new(),
    }
}

/// Task lists, one for each owner, as handoff notes read them.
fn markdown(agenda: &Agenda, evaluation: &Evaluation, locale: Locale) -> String {
    let money = |value: Decimal| money(value, agenda.currency.as_str(), locale);
    let mut text = format!("# Agenda of {}\n\n", plain(&evaluation.portfolio_name));
    _ = writeln!(
        text,
        "As of {}. Worth {} in {} days, {} in {}.",
        evaluation.as_of,
        money(agenda.value),
        agenda.horizon_days,
        money(agenda.long_value),
        agenda.long_horizon_days,
    );
    text.push_str(if agenda.is_proven {
        "No other order of these actions is worth more.\n"
    } else {
        "People wait for each other, or have too many actions: each order is best by itself, the whole is not proven.\n"
    });
    let mut by_owner = BTreeMap::<&str, Vec<(&Action, &Planned)>>::new();
    for action in &evaluation.actions {
        if let (Some(owner), Some(planned)) = (&action.owner, action.place.planned()) {
            by_owner.entry(owner).or_default().push((action, planned));
        }
    }
    for (owner, actions) in by_owner {
        _ = write!(text, "\n## {}\n\n", plain(owner));
        for (action, planned) in actions {
            task(&mut text, action, planned, &money);
        }
    }
    let beside = evaluation.actions.iter().filter(|action| action.place.planned().is_none());
    let beside = beside.collect::<Vec<_>>();
    if !beside.is_empty() {
        text.push_str("\n## Beside it\n\n");
    }
    for action in beside {
        _ = writeln!(text, "- [ ] {}{}", plain(action.text.for_renderer()), attributes(action));
        _ = writeln!(text, "      {}", why(action));
    }
    text.trim_end().to_owned()
}

fn task(text: &mut String, action: &Action, planned: &Planned, money: &dyn Fn(Decimal) -> String) {
    _ = writeln!(text, "- [ ] {}{}", plain(action.text.for_renderer()), attributes(action));
    let (low, high) = planned.net_range;
    let range = match low == high {
        true => String::new(),
        false => format!(" ({} to {} in 80% of draws)", money(low), money(high)),
    };
    let percent = planned.chance.to_f64() * 100.0;
    _ = writeln!(
        text,
        "      {} to {}, place {}: worth {}{range}, in {percent:.0}% of draws",
        planned.start,
        planned.end,
        places(planned),
        money(planned.net),
    );
    let lost = money(planned.late_loss.neg());
    _ = write!(text, "      not done by {}: {lost}", planned.late_after);
    if let Some(most) = planned.verify_up_to {
        _ = write!(text, "; verify first, for up to {}", money(most));
    }
    if !planned.needed_by.is_empty() {
        _ = write!(text, "; needed for {}", plain(&planned.needed_by.join(", ")));
    }
    let place = action.evidence.first().map(ToString::to_string).unwrap_or_default();
    _ = writeln!(text, "; {}, {}", action.entity.short(), plain(&place));
}

fn places(planned: &Planned) -> String {
    match planned.places {
        Some((low, high)) if low != high => format!("{} ({low} to {high})", planned.place),
        _ => planned.place.to_string(),
    }
}

/// The attributes as a handoff's task takes them.
fn attributes(action: &Action) -> String {
    let mut parts = Vec::new();
    parts.extend(action.owner.clone().map(|owner| plain(&owner)));
    parts.extend(action.hours.map(|hours| format!("h: {}", plain_hours(hours))));
    parts.extend(action.cash.map(|cash| format!("$: {}", cash.normalized())));
    parts.extend(action.due.map(|due| format!("due: {due}")));
    if qd_model::kebab(&action.id) == action.id {
        parts.push(format!("id: {}", action.id));
    }
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}

/// Hours to six minutes: the mean of a range has more digits than anybody can work by.
fn plain_hours(hours: Decimal) -> Decimal {
    let rounded = hours.round(1, Rounding::HalfEven);
    if rounded.is_zero() { hours } else { rounded }.normalized()
}

/// Outside text on one line, without what a terminal would obey.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
