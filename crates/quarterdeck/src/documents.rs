//! From a run to documents: each report for each scope that a recipient may see, assembled, with
//! its evidence. `printed` makes bytes of them.

use std::collections::{BTreeMap, BTreeSet};

use qd_delivery::{EditionRecord, EditionSlot, FindingKey, KeptFigure, NewEdition, Outbox, Series};
use qd_engine::NoPrior;
use qd_model::report::{Block, Report, Span};
use qd_model::{Decimal, EntityKey, Evaluation, FigureId, Finding, Period, Role, Scope, Value};
use qd_report::{DocumentContext, Previous, Template, TemplateScope, assemble, check};

use crate::cli::Format;
use crate::config::Recipient;
use crate::kept_rows::KeptRows;
use crate::mail::delivery_problem;
use crate::output::Output;
use crate::problem::Problem;
use crate::readiness;
use crate::run::{Run, engine_problem};

/// How many evidence rows a figure carries in JSON.
const EVIDENCE_ROWS: usize = 20;

/// What is made of each document.
#[derive(Clone, Copy)]
pub(crate) struct Wanting<'a> {
    pub(crate) formats: &'a [Format],
    /// Draws the text with ASCII alone.
    pub(crate) is_ascii: bool,
    /// Why the edition that was sent for the period is corrected, if it is.
    pub(crate) correction: Option<&'a str>,
}

impl Wanting<'_> {
    /// Every format, as mail needs it.
    pub(crate) const ALL: Self = Self { formats: &Format::ALL, is_ascii: false, correction: None };
}

/// What a document is made for.
struct Wanted<'a> {
    template: &'a Template,
    subject: EntityKey,
    scope: Scope,
    recipients: Vec<Recipient>,
}

/// Fills the templates of the selected reports, with the rows that their figures rest on.
pub(crate) fn assembled(
    run: &Run,
    outbox: &Outbox,
    selection: &[String],
    correction: Option<&str>,
    output: &Output,
) -> Result<Vec<Assembled>, Problem> {
    let mut assembled = assemble_all(run, outbox, selection, correction.is_some(), output)?;
    finish(run, &mut assembled, correction, output)?;
    Ok(assembled)
}

/// As [`assembled`], for one edition that was made before: the same scope, number and predecessor.
pub(crate) fn assembled_again(
    run: &Run,
    outbox: &Outbox,
    issue: &Issue<'_>,
    output: &Output,
) -> Result<Option<Assembled>, Problem> {
    let Some(document) = assemble_again(run, outbox, issue, output)? else { return Ok(None) };
    let mut assembled = vec![document];
    finish(run, &mut assembled, issue.correction, output)?;
    Ok(assembled.pop())
}

/// An edition that was made before.
pub(crate) struct Issue<'a> {
    pub(crate) series: &'a Series,
    pub(crate) number: u32,
    pub(crate) correction: Option<&'a str>,
    pub(crate) scope: Scope,
}

/// Holds documents against the gates, says what they correct, and puts evidence beside their figures.
fn finish(
    run: &Run,
    assembled: &mut [Assembled],
    correction: Option<&str>,
    output: &Output,
) -> Result<(), Problem> {
    readiness::apply(run, assembled)?;
    if let Some(reason) = correction {
        assembled.iter_mut().for_each(|document| say_correction(document, reason));
    }
    attach_evidence(run, assembled, output)
}

/// Says above everything else which edition a document corrects, and why.
fn say_correction(document: &mut Assembled, reason: &str) {
    let corrected = document.slot.previous.as_ref().map(|previous| previous.number);
    let what = match corrected {
        Some(number) => format!("Correction of edition {number}: "),
        None => "Correction: ".to_owned(),
    };
    let why = format!("{}.", reason.trim().trim_end_matches('.'));
    let words = vec![Span::Strong(vec![Span::text(what)]), Span::outside(why)];
    document.report.blocks.insert(0, Block::Paragraph(words));
}

/// A document with its figures, before it is rendered.
pub(crate) struct Assembled {
    /// What its readers see.
    pub(crate) scope: Scope,
    /// The role that its recipients have it by.
    pub(crate) role: Role,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) series: Series,
    pub(crate) slot: EditionSlot,
    pub(crate) report: Report,
    /// The findings of rules that the report's role may see.
    pub(crate) findings: Vec<Finding>,
    /// Why it waits for a person: a source that it rests on is not ready.
    pub(crate) hold: Option<String>,
}

impl Assembled {
    /// The report, and the scope where it is not the whole portfolio: `cfo`, `crew-charter jada`.
    pub(crate) fn name(&self) -> String {
        match self.series.scope.as_str() {
            EntityKey::ROOT_ALIAS => self.report.id.to_string(),
            scope => format!("{} {scope}", self.report.id),
        }
    }

    /// The stem of its files: the report, and the scope where it is not the whole portfolio.
    pub(crate) fn stem(&self) -> String {
        self.name().replace(' ', ".")
    }

    /// The edition as the outbox keeps it, secrets masked.
    pub(crate) fn edition(
        &self,
        correction: Option<&str>,
        mask: &dyn Fn(&str) -> String,
    ) -> NewEdition {
        let printed = self.report.printed().into_iter().map(|index| self.report.figure(index));
        let figures = printed.map(|figure| {
            let display = mask(&qd_report::format::figure(figure, self.report.locale));
            let (value, is_partial) = (figure.value.number(), figure.is_partial);
            (mask(&figure.id.to_string()), KeptFigure { value, display, is_partial })
        });
        let masked = |finding: &Finding| {
            let key = FindingKey::of(finding);
            FindingKey { subject: mask(&key.subject), ..key }
        };
        NewEdition {
            series: self.series.clone(),
            period: self.report.period,
            number: self.slot.number,
            correction: correction.map(mask),
            figures: figures.collect(),
            findings: self.findings.iter().map(masked).collect(),
            origin: None,
        }
    }
}

/// Evaluates the scopes of the selected reports and fills their templates.
pub(crate) fn assemble_all(
    run: &Run,
    outbox: &Outbox,
    selection: &[String],
    is_correction: bool,
    output: &Output,
) -> Result<Vec<Assembled>, Problem> {
    let wanted = wanted(run, selection)?;
    let evaluations = evaluated(run, &wanted, &BTreeSet::new(), output)?;
    let rows = KeptRows::new(run, outbox);
    let assembled = wanted.iter().map(|wanted| {
        let (series, period) = (series(wanted), period(run, wanted));
        let slot = outbox.edition_slot(&series, period, is_correction).map_err(delivery_problem)?;
        assemble_one(run, wanted, &evaluations[&wanted.scope], (series, slot), &rows)
    });
    assembled.collect()
}

/// Evaluates one edition's scope and fills its template again; `None` if there is no such report or
/// entity any more.
pub(crate) fn assemble_again(
    run: &Run,
    outbox: &Outbox,
    issue: &Issue<'_>,
    output: &Output,
) -> Result<Option<Assembled>, Problem> {
    let Issue { series, number, scope, .. } = issue;
    let Some(template) = run.templates.get(&series.report) else { return Ok(None) };
    let root = &run.config.root;
    let subject = match template.scope {
        TemplateScope::Portfolio => Some(root.clone()),
        TemplateScope::Entity => root.member(&series.scope).ok(),
    };
    let Some(subject) = subject.filter(|key| run.config.entity(key).is_some()) else {
        return Ok(None);
    };
    let wanted = [Wanted { template, subject, scope: scope.clone(), recipients: Vec::new() }];
    // What is computed for a scope is kept for the editions after this one: for their roles too.
    let others = self::wanted(run, &[])?;
    let roles = others.iter().filter(|other| other.scope == *scope);
    let roles = roles.map(|other| other.template.role.clone()).collect();
    let evaluations = evaluated(run, &wanted, &roles, output)?;
    let previous = outbox.edition_before(series, *number).map_err(delivery_problem)?;
    let slot = EditionSlot { number: *number, is_frozen: false, previous };
    let evaluation = &evaluations[scope];
    let (place, rows) = (((*series).clone(), slot), KeptRows::new(run, outbox));
    assemble_one(run, &wanted[0], evaluation, place, &rows).map(Some)
}

/// Evaluates every scope that documents are wanted for, by their roles and some more.
fn evaluated<'w>(
    run: &Run,
    wanted: &'w [Wanted<'_>],
    more: &BTreeSet<Role>,
    output: &Output,
) -> Result<BTreeMap<&'w Scope, Evaluation>, Problem> {
    let mut scopes = BTreeMap::<&Scope, BTreeSet<Role>>::new();
    for wanted in wanted {
        let roles = scopes.entry(&wanted.scope).or_insert_with(|| more.clone());
        roles.insert(wanted.template.role.clone());
    }
    let scopes = scopes.into_iter().collect::<Vec<_>>();
    output.progress(&format!("evaluating {} scopes", scopes.len()));
    let evaluated = run.engine.evaluate_all(&run.config.root, &scopes, &NoPrior);
    let evaluated = evaluated.map_err(engine_problem)?;
    let evaluations =
        scopes.iter().map(|(scope, _)| *scope).zip(evaluated).collect::<BTreeMap<_, _>>();
    check_templates(wanted, &evaluations)?;
    Ok(evaluations)
}

/// Puts the rows that figures rest on beside them.
fn attach_evidence(run: &Run, assembled: &mut [Assembled], output: &Output) -> Result<(), Problem> {
    let mut ids = BTreeMap::<Scope, BTreeSet<FigureId>>::new();
    for document in assembled.iter() {
        ids.entry(document.scope.clone()).or_default().extend(document.report.figure_ids());
    }
    let ids = ids.iter().map(|(scope, ids)| (scope, ids.iter().cloned().collect::<Vec<_>>()));
    let ids = ids.collect::<Vec<_>>();
    let n_figures = ids.iter().map(|(_, ids)| ids.len()).sum::<usize>();
    output.progress(&format!("tracing {n_figures} figures"));
    let rows = run.engine.evidence_of_all(&ids, EVIDENCE_ROWS).map_err(engine_problem)?;
    let evidence = ids.iter().map(|(scope, _)| *scope).zip(rows).collect::<BTreeMap<_, _>>();
    for document in assembled {
        document.report.attach_evidence(&evidence[&document.scope]);
    }
    output.progress_end();
    Ok(())
}

/// Which documents the recipients' roles and entities ask for, in order of report and scope.
fn wanted<'a>(run: &'a Run, selection: &[String]) -> Result<Vec<Wanted<'a>>, Problem> {
    let root = &run.config.root;
    let mut wanted = Vec::new();
    for template in run.selected(selection)? {
        let readers =
            run.config.recipients.iter().filter(|reader| reader.roles.contains(&template.role));
        let mut by_document = BTreeMap::<(Scope, EntityKey), Vec<Recipient>>::new();
        for reader in readers {
            match template.scope {
                TemplateScope::Portfolio => {
                    let (entities, is_whole) = (reader.entities.clone(), reader.is_whole);
                    let scope = Scope { root: root.clone(), entities, is_whole };
                    by_document.entry((scope, root.clone())).or_default().push(reader.clone());
                }
                TemplateScope::Entity => {
                    let fits = |key: &&EntityKey| {
                        run.config.entity(key).is_some_and(|entity| {
                            template.models.is_empty() || template.models.contains(&entity.model)
                        })
                    };
                    for entity in reader.entities.iter().filter(fits) {
                        let entities = BTreeSet::from([entity.clone()]);
                        let scope = Scope { root: root.clone(), entities, is_whole: false };
                        by_document
                            .entry((scope, entity.clone()))
                            .or_default()
                            .push(reader.clone());
                    }
                }
            }
        }
        wanted.extend(by_document.into_iter().map(|((scope, subject), recipients)| Wanted {
            template,
            subject,
            scope,
            recipients,
        }));
    }
    Ok(wanted)
}

fn check_templates(
    wanted: &[Wanted<'_>],
    evaluations: &BTreeMap<&Scope, Evaluation>,
) -> Result<(), Problem> {
    let mut mistakes = Vec::new();
    for wanted in wanted {
        let catalog = qd_report::Catalog::of(&evaluations[&wanted.scope]);
        mistakes.extend(check(wanted.template, catalog));
    }
    mistakes.sort();
    mistakes.dedup();
    if mistakes.is_empty() {
        return Ok(());
    }
    Err(Problem::diagnostics(
        "report templates do not fit the catalog; nothing was sent",
        &mistakes,
    ))
}

fn series(wanted: &Wanted<'_>) -> Series {
    match wanted.template.scope {
        TemplateScope::Portfolio => Series::new(wanted.template.id.clone(), &wanted.scope),
        TemplateScope::Entity => Series::of_entity(wanted.template.id.clone(), &wanted.subject),
    }
}

fn period(run: &Run, wanted: &Wanted<'_>) -> Period {
    Period::containing(wanted.template.period, run.as_of, run.config.calendar)
}

fn assemble_one(
    run: &Run,
    wanted: &Wanted<'_>,
    evaluation: &Evaluation,
    (series, slot): (Series, EditionSlot),
    rows: &KeptRows<'_>,
) -> Result<Assembled, Problem> {
    let template = wanted.template;
    let mut previous = slot.previous.as_ref().map(previous);
    if let (Some(edition), Some(previous)) = (&slot.previous, &mut previous) {
        rows.put(edition, previous, (template, evaluation, &wanted.subject))?;
    }
    let context = DocumentContext {
        edition: Some(slot.number),
        period: Some(period(run, wanted)),
        materiality: materiality(run),
        previous,
        locale: run.config.theme.locale,
    };
    let report = assemble(template, evaluation, &wanted.subject, &context);
    let is_seen = |finding: &&Finding| {
        let rule = evaluation.rules.get(&finding.rule);
        rule.is_some_and(|rule| rule.roles.contains(&template.role)) && !finding.is_accepted
    };
    let findings = evaluation.findings.iter().filter(is_seen).cloned().collect();
    Ok(Assembled {
        scope: wanted.scope.clone(),
        role: template.role.clone(),
        recipients: wanted.recipients.clone(),
        series,
        slot,
        report,
        findings,
        hold: None,
    })
}

fn previous(edition: &EditionRecord) -> Previous {
    let value = |figure: &KeptFigure| match figure.value {
        Some(number) => Value::Number(number),
        None => Value::Missing(qd_model::Reason::insufficient("the last edition had none")),
    };
    let partial = edition.figures.iter().filter(|(_, figure)| figure.is_partial);
    Previous {
        edition: edition.number,
        figures: edition.figures.iter().map(|(id, figure)| (id.clone(), value(figure))).collect(),
        partial: partial.map(|(id, _)| id.clone()).collect(),
        findings: edition
            .findings
            .keys()
            .map(|key| (key.rule.clone(), key.entity.clone(), key.subject.clone()))
            .collect(),
        // Which rows changed is looked up for the figures that are other numbers now.
        rows: None,
        renamed: Vec::new(),
    }
}

/// Bases below this are not compared with: the root's parameter `materiality`, else one unit.
fn materiality(run: &Run) -> Decimal {
    let declared =
        run.config.parameters.iter().find(|parameter| {
            parameter.name == "materiality" && parameter.entity == run.config.root
        });
    declared.map_or(Decimal::ONE, |parameter| parameter.value)
}
