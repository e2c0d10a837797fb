//! `catalog`: what the product knows, and whether its tests hold.

use std::fmt::Write as _;

use qd_engine::{Catalog, slt};
use serde_json::json;

use crate::cli::{CatalogVerb, Global};
use crate::config::{Config, FILE_NAME, nearest};
use crate::exit::Exit;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::{built_in, load_catalog};
use crate::tabular::Tabular;

pub(crate) fn run(global: &Global, verb: &CatalogVerb, output: &Output) -> Result<Exit, Problem> {
    let catalog = catalog(global)?;
    match verb {
        CatalogVerb::List => list(&catalog, output),
        CatalogVerb::Show { id } => show(&catalog, id, output),
        CatalogVerb::Test { filter } => test(&catalog, filter.as_deref(), output),
    }
}

/// The portfolio's catalog; the built-in one where there is no portfolio.
fn catalog(global: &Global) -> Result<Catalog, Problem> {
    let folder = &global.portfolio;
    if folder.join(FILE_NAME).exists() {
        let config = Config::load(folder).map_err(|error| Problem::configuration(error, folder))?;
        return load_catalog(&config);
    }
    Catalog::load(&[built_in()])
        .map_err(|mistakes| Problem::diagnostics("the catalog has mistakes", &mistakes))
}

/// Kind, id, title, and where it is defined.
fn entries(catalog: &Catalog) -> Vec<[String; 4]> {
    let metrics = catalog.metrics().map(|metric| {
        ["metric".into(), metric.id.to_string(), metric.title.clone(), metric.defined_in.clone()]
    });
    let rules = catalog.rules().map(|rule| {
        ["rule".into(), rule.id.to_string(), rule.title.clone(), rule.defined_in.clone()]
    });
    let views = catalog.views().map(|(id, title, place)| {
        ["view".into(), id.to_string(), title.unwrap_or_default().to_owned(), place.to_owned()]
    });
    let reports = catalog.reports().map(|(id, file)| {
        ["report".into(), id.to_string(), String::new(), format!("{}: {}", file.layer, file.path)]
    });
    metrics.chain(rules).chain(views).chain(reports).collect()
}

fn list(catalog: &Catalog, output: &Output) -> Result<Exit, Problem> {
    let entries = entries(catalog);
    if output.is_json {
        let items = entries.iter().map(|[kind, id, title, place]| {
            json!({ "kind": kind, "id": id, "title": title, "defined_in": place })
        });
        output.json(&items.collect::<Vec<_>>())?;
        return Ok(Exit::Fine);
    }
    let mut table = Tabular::new(&["kind", "id", "title", "defined in"]);
    entries.into_iter().for_each(|entry| table.row(entry));
    output.data(&table.print());
    Ok(Exit::Fine)
}

fn show(catalog: &Catalog, id: &str, output: &Output) -> Result<Exit, Problem> {
    let metric = catalog.metrics().find(|metric| metric.id.as_str() == id);
    let rule = catalog.rules().find(|rule| rule.id.as_str() == id);
    let Some(text) = catalog.text(id) else {
        let entries = entries(catalog);
        let ids = entries.iter().map(|[_, id, ..]| id.as_str());
        let help = nearest(id, ids).map_or_else(
            || "`quarterdeck catalog list` names everything".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        return Err(Problem::usage("unknown-id", format!("the catalog has no `{id}`"), help));
    };
    if output.is_json {
        output.json(&json!({ "id": id, "metric": metric, "rule": rule, "text": text }))?;
        return Ok(Exit::Fine);
    }
    let mut shown = String::new();
    if let Some(metric) = metric {
        _ = writeln!(shown, "{}\n  {}\n  {}\n", metric.title, metric.formula, metric.defined_in);
    }
    if let Some(rule) = rule {
        _ = writeln!(
            shown,
            "{} ({})\n  {}\n  {}\n",
            rule.title, rule.severity, rule.remedy, rule.defined_in
        );
    }
    output.data(&format!("{shown}{text}"));
    Ok(Exit::Fine)
}

fn test(catalog: &Catalog, filter: Option<&str>, output: &Output) -> Result<Exit, Problem> {
    let report = slt::run(catalog, filter);
    if output.is_json {
        output.json(&json!({ "records": report.n_passed, "files": report.n_files, "untested": report.untested, "failures": report.failures }))?;
    } else {
        for failure in &report.failures {
            output.data(failure);
        }
        output.data(&format!(
            "{} records of {} files passed, {} files failed",
            report.n_passed,
            report.n_files,
            report.failures.len()
        ));
    }
    Ok(if report.failures.is_empty() { Exit::Fine } else { Exit::Findings })
}
