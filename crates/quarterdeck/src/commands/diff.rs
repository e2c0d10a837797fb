//! `diff`: what changed between two editions of a report, and what of each change comes from where.
//!
//! The older edition is computed again from today's inputs, first as it was, then with the newer
//! definitions, then for the newer scope, each at the older day. What each step changes is its part:
//! restated rows, a changed definition, a changed scope; the rest is new data. The parts are differences
//! of neighbours in one chain, so that they sum to the change to the last digit.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use qd_delivery::{EditionRecord, Origin, Outbox, Series};
use qd_engine::CatalogFile;
use qd_model::{Decimal, DecimalError, EntityKey, FigureId};
use serde::Serialize;

use crate::cli::Global;
use crate::commands::replay::origin_of;
use crate::config::{self, Config};
use crate::documents::{Issue, assemble_again};
use crate::edition_name::{self, Named};
use crate::exit::Exit;
use crate::kept_rows::KeptRows;
use crate::mail;
use crate::origin;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{Opened, Run, configuration};
use crate::tabular::Tabular;

/// How many rows are named to people.
const MAX_ROWS: usize = 20;

/// A figure that both editions print, and where its change comes from.
#[derive(Serialize)]
struct Changed {
    figure: String,
    from: Decimal,
    to: Decimal,
    change: Decimal,
    new_data: Decimal,
    restatement: Decimal,
    definition: Decimal,
    scope: Decimal,
}

/// A figure that has a number in one edition only.
#[derive(Serialize)]
struct OneSided {
    figure: String,
    from: Option<Decimal>,
    to: Option<Decimal>,
}

/// What is different between two editions.
#[derive(Serialize)]
struct Difference {
    from: String,
    to: String,
    n_unchanged: usize,
    changed: Vec<Changed>,
    one_sided: Vec<OneSided>,
    /// The definitions that differ.
    definitions: Vec<String>,
    /// The inputs that differ.
    inputs: Vec<String>,
    /// Entities that came into or went out of sight.
    entities: Vec<String>,
    /// Rows of books that came or went in the time that the older edition reported; `None` if it kept
    /// no record of its rows that can be read here.
    rows: Option<Vec<ChangedRow>>,
}

/// Rows of a book that came or went.
#[derive(Serialize)]
struct ChangedRow {
    is_gone: bool,
    entity: String,
    date: NaiveDate,
    account: String,
    /// Debit-positive; of several rows their sum.
    amount: Option<Decimal>,
    commodity: String,
    count: usize,
    /// Where it stands; `None` of what is gone.
    place: Option<String>,
    /// The other day and account of a row that only moved.
    moved: Option<(NaiveDate, String)>,
}

/// Numbers by figure.
type Numbers = BTreeMap<String, Option<Decimal>>;

pub(crate) fn run(
    global: &Global,
    names: [&str; 2],
    inputs: Option<&Path>,
    output: &Output,
) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let outbox = mail::outbox(&opened.state())?;
    let [from, to] = names.map(|name| edition_name::find(&outbox, name));
    let (from, to) = (from?, to?);
    if from.series.report != to.series.report {
        return Err(Problem::usage(
            "other-report",
            format!("`{}` and `{}` are editions of different reports", from.name(), to.name()),
            "name two editions of one report",
        ));
    }
    let folder = inputs.unwrap_or(&global.portfolio);
    let chain = Chain { opened: &opened, outbox: &outbox, folder, output };
    let difference = chain.difference(&from, &to)?;
    if output.is_json {
        output.json(&difference)?;
    } else {
        say(&difference, output);
    }
    Ok(Exit::Fine)
}

fn say(difference: &Difference, output: &Output) {
    let mut table = Tabular::new(&[
        "figure",
        "was",
        "is",
        "change",
        "new data",
        "restated",
        "definition",
        "scope",
    ]);
    for one in &difference.changed {
        let numbers = [
            one.from,
            one.to,
            one.change,
            one.new_data,
            one.restatement,
            one.definition,
            one.scope,
        ];
        let cells = numbers.map(|number| number.normalized().to_string());
        table.row([one.figure.clone()].into_iter().chain(cells));
    }
    if !table.is_empty() {
        output.data(&table.print());
    }
    for one in &difference.one_sided {
        let number = |number: Option<Decimal>| {
            number.map_or_else(|| "nothing".to_owned(), |number| number.normalized().to_string())
        };
        output.data(&format!("{}: {} -> {}", one.figure, number(one.from), number(one.to)));
    }
    let Difference { from, to, n_unchanged, changed, one_sided, .. } = difference;
    output.data(&format!(
        "{from} -> {to}: {} figures changed, {} have a number on one side only, {n_unchanged} did not",
        changed.len(),
        one_sided.len(),
    ));
    for (what, names) in [
        ("definition", &difference.definitions),
        ("input", &difference.inputs),
        ("entity", &difference.entities),
    ] {
        names.iter().for_each(|name| output.data(&format!("  {what}: {name}")));
    }
    match &difference.rows {
        Some(rows) => say_rows(rows, output),
        None => output.data(&format!(
            "  rows: {from} kept no record of its rows that can be read here, so they cannot be named"
        )),
    }
}

fn say_rows(rows: &[ChangedRow], output: &Output) {
    for row in rows.iter().take(MAX_ROWS) {
        let amount = row.amount.map_or_else(|| "?".to_owned(), |n| n.normalized().to_string());
        let (date, account, commodity) = (row.date, &row.account, &row.commodity);
        let what = match (row.is_gone, row.count, &row.moved) {
            (true, _, Some((day, account))) => format!("moved to {day} {account}"),
            (false, _, Some((day, account))) => format!("moved here from {day} {account}"),
            (true, 1, None) => "gone".to_owned(),
            (true, n, None) => format!("gone: {n} rows of the month, their sum"),
            (false, _, None) => "was not there".to_owned(),
        };
        let place = row.place.as_ref().map(|place| format!(" [{place}]")).unwrap_or_default();
        let line =
            format!("  row: {} {date} {account} {amount} {commodity} {what}{place}", row.entity);
        output.data(&line.chars().filter(|c| !c.is_control()).collect::<String>());
    }
    if rows.len() > MAX_ROWS {
        output.data(&format!("  ... and {} more rows: --json has them", rows.len() - MAX_ROWS));
    }
}

/// What the steps between two editions are computed with.
struct Chain<'a> {
    opened: &'a Opened,
    outbox: &'a Outbox,
    folder: &'a Path,
    output: &'a Output,
}

impl Chain<'_> {
    fn difference(&self, from: &Named, to: &Named) -> Result<Difference, Problem> {
        let (old, new) = (origin_of(from)?, origin_of(to)?);
        let old_layers = origin::definitions(self.outbox, &old)?;
        let new_layers = origin::definitions(self.outbox, &new)?;
        let last = self.run(&new, &new, None, &new_layers)?;
        self.check_inputs(&last, to, &new)?;
        // Each step looks at the older day.
        let widened = self.run(&new, &old, None, &new_layers)?;
        let is_same_scope = (&old.entities, old.is_whole) == (&new.entities, new.is_whole);
        let redefined = match is_same_scope {
            true => None,
            false => Some(self.run(&new, &old, Some(&old), &new_layers)?),
        };
        let redefined = redefined.as_ref().unwrap_or(&widened);
        let is_same = old.definitions == new.definitions && old.configuration == new.configuration;
        let restated = match is_same {
            true => None,
            false => Some(self.run(&old, &old, None, &old_layers)?),
        };
        let restated = restated.as_ref().unwrap_or(redefined);
        let restated = self.numbers(restated, from, &from.series, &old)?;
        let redefined = self.numbers(redefined, from, &from.series, &old)?;
        let widened = self.numbers(&widened, from, &to.series, &new)?;
        let steps = [restated, redefined, widened];
        // Cells of lists have places that move with the list's length.
        let root = &last.config.root;
        let is_measure = |id: &str| FigureId::parse(id, root).is_ok();
        let attributed = attributed(&is_measure, &from.record, &to.record, &steps)
            .map_err(|error| Problem::bug(format!("a difference cannot be computed: {error}")))?;
        let old_inputs = origin::kept_inputs(self.outbox, &old)?;
        let new_inputs = origin::kept_inputs(self.outbox, &new)?;
        let entities = old.entities.iter().filter(|key| !new.entities.contains(key));
        let entities =
            entities.chain(new.entities.iter().filter(|key| !old.entities.contains(key)));
        let (changed, one_sided, n_unchanged) = attributed;
        Ok(Difference {
            from: from.name(),
            to: to.name(),
            n_unchanged,
            changed,
            one_sided,
            definitions: origin::changed_definitions(&old_layers, &new_layers),
            inputs: origin::changed_inputs(&old_inputs, &new_inputs),
            entities: entities.map(ToString::to_string).collect(),
            rows: self.rows(&last, from, &old)?,
        })
    }

    /// The rows of now against those that the older edition was made from, of the entities it saw.
    fn rows(
        &self,
        last: &Run,
        from: &Named,
        old: &Origin,
    ) -> Result<Option<Vec<ChangedRow>>, Problem> {
        let Some(changes) = KeptRows::new(last, self.outbox).since(&from.record)? else {
            return Ok(None);
        };
        let is_seen = |entity: &EntityKey| {
            old.entities.contains(entity) || (old.is_whole && entity.is_root())
        };
        let mut rows = changes.rows.iter().filter(|row| is_seen(&row.entity)).collect::<Vec<_>>();
        rows.sort_by_key(|row| (row.date, &row.entity, &row.account));
        let shown = rows.into_iter().map(|row| ChangedRow {
            is_gone: row.now.is_none(),
            entity: row.entity.to_string(),
            date: row.date,
            account: row.account.clone(),
            amount: row.amount,
            commodity: row.commodity.clone(),
            count: row.count,
            place: row.now.as_ref().map(|now| now.place.to_string()),
            moved: row.twin.map(|twin| {
                let twin = &changes.rows[twin];
                (twin.date, twin.account.clone())
            }),
        });
        Ok(Some(shown.collect()))
    }

    /// Computes with the configuration and definitions of one edition, at the day of another, and where
    /// a whole portfolio was smaller then, with the entities of that time alone.
    fn run(
        &self,
        made_from: &Origin,
        day: &Origin,
        only: Option<&Origin>,
        layers: &[Vec<CatalogFile>],
    ) -> Result<Run, Problem> {
        let text = origin::kept_configuration(self.outbox, made_from)?;
        let mut config = self.config(&text)?;
        if let Some(only) = only.filter(|only| only.is_whole) {
            let is_there = |key: &EntityKey| key.is_root() || only.entities.contains(key);
            config.entities.retain(|entity| is_there(&entity.key));
            config.sources.retain(|source| is_there(&source.entity));
            config.parameters.retain(|parameter| is_there(&parameter.entity));
        }
        let opened = Opened::at(config, (day.as_of, day.at), Some(self.opened.state()))?;
        Run::of(opened, layers.to_vec(), self.output)
    }

    fn config(&self, text: &str) -> Result<Config, Problem> {
        match config::parse(self.folder, text) {
            Ok(config) => Ok(config),
            // A kept configuration that does not read any more: an older version's.
            Err(_) => configuration(self.folder),
        }
    }

    /// The parts are computed from today's inputs, which have to be the newer edition's.
    fn check_inputs(&self, run: &Run, to: &Named, new: &Origin) -> Result<(), Problem> {
        let kept = origin::kept_inputs(self.outbox, new)?;
        let changed = origin::changed_inputs(&kept, &origin::inputs(run));
        if changed.is_empty() {
            return Ok(());
        }
        let message = format!(
            "the inputs are not those of `{}` any more; changed: {}",
            to.name(),
            changed.join(", ")
        );
        let help = "run `quarterdeck plan` and compare with the edition that it drafts, or give the folder as it was with --inputs DIR";
        Err(Problem::usage("inputs-changed", message, help))
    }

    /// The numbers of an edition's document, for a scope.
    fn numbers(
        &self,
        run: &Run,
        edition: &Named,
        series: &Series,
        origin: &Origin,
    ) -> Result<Numbers, Problem> {
        let issue = Issue {
            series,
            number: edition.record.number,
            correction: None,
            scope: origin::scope(run, origin),
        };
        let assembled = assemble_again(run, self.outbox, &issue, self.output)?;
        let Some(assembled) = assembled else { return Ok(Numbers::new()) };
        let report = &assembled.report;
        let printed = report.printed().into_iter().map(|index| report.figure(index));
        Ok(printed.map(|figure| (figure.id.to_string(), figure.value.number())).collect())
    }
}

/// Holds two editions against each other, with the steps between them.
fn attributed(
    is_measure: &dyn Fn(&str) -> bool,
    from: &EditionRecord,
    to: &EditionRecord,
    [restated, redefined, widened]: &[Numbers; 3],
) -> Result<(Vec<Changed>, Vec<OneSided>, usize), DecimalError> {
    let (own, other) = (format!("/{}", from.period), format!("/{}", to.period));
    let (mut changed, mut one_sided, mut n_unchanged) = (Vec::new(), Vec::new(), 0);
    let mut seen = Vec::new();
    for (id, figure) in from.figures.iter().filter(|(id, _)| is_measure(id)) {
        let name = id.replace(&own, &other);
        let new = to.figures.get(&name);
        seen.push(name.clone());
        let (Some(was), Some(is)) = (figure.value, new.and_then(|figure| figure.value)) else {
            let is = new.and_then(|figure| figure.value);
            match figure.value == is {
                true => n_unchanged += 1,
                false => one_sided.push(OneSided { figure: name, from: figure.value, to: is }),
            }
            continue;
        };
        // A step in which the figure has no number changes nothing; the next one does.
        let mut at = was;
        let mut parts = [Decimal::ZERO; 3];
        for (part, step) in parts.iter_mut().zip([restated, redefined, widened]) {
            if let Some(number) = step.get(id).copied().flatten() {
                (*part, at) = (number.sub(at)?, number);
            }
        }
        let [restatement, definition, scope] = parts;
        let (change, new_data) = (is.sub(was)?, is.sub(at)?);
        if change.is_zero() && parts.iter().all(|part| part.is_zero()) && new_data.is_zero() {
            n_unchanged += 1;
            continue;
        }
        changed.push(Changed {
            figure: name,
            from: was,
            to: is,
            change,
            new_data,
            restatement,
            definition,
            scope,
        });
    }
    let new = to
        .figures
        .iter()
        .filter(|(id, figure)| is_measure(id) && figure.value.is_some() && !seen.contains(id));
    one_sided.extend(new.map(|(id, figure)| OneSided {
        figure: id.clone(),
        from: None,
        to: figure.value,
    }));
    Ok((changed, one_sided, n_unchanged))
}
