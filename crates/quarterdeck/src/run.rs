//! A run: one portfolio, one day, one instant; its sources read, its catalog loaded, its metrics
//! computed. Every verb that needs a figure starts here.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use chrono::{DateTime, NaiveDate, Utc};
use qd_engine::{Accept, Catalog, CatalogFile, Engine, PortfolioRun, RunInput};
use qd_model::{Diagnostic, ReportId, Role, SourceId, SourceStatus};
use qd_report::Template;
use qd_sources::RunSecrets;

use crate::cli::Global;
use crate::collect::collect;
use crate::config::{Config, nearest};
use crate::embedded::CATALOG;
use crate::environment::{run_time, variables};
use crate::output::{self, Output};
use crate::problem::Problem;
use crate::secrets;
use crate::settings::Settings;

/// The folder of state below a portfolio's folder.
pub(crate) const STATE_FOLDER: &str = ".quarterdeck";
/// What may be deleted below it.
const CACHE_FOLDER: &str = "cache";

/// A portfolio ready to be asked.
pub(crate) struct Run {
    pub(crate) config: Config,
    pub(crate) as_of: NaiveDate,
    pub(crate) instant: DateTime<Utc>,
    pub(crate) secrets: Arc<RunSecrets>,
    pub(crate) settings: Settings,
    pub(crate) engine: Engine,
    /// The catalog's files, layer by layer: what the definitions of this run are.
    pub(crate) layers: Vec<Vec<CatalogFile>>,
    state: PathBuf,
    pub(crate) templates: BTreeMap<ReportId, Template>,
    pub(crate) statuses: Vec<SourceStatus>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What a verb that only needs configuration starts from.
pub(crate) struct Opened {
    pub(crate) config: Config,
    pub(crate) as_of: NaiveDate,
    pub(crate) instant: DateTime<Utc>,
    pub(crate) secrets: Arc<RunSecrets>,
    pub(crate) settings: Settings,
    state: PathBuf,
}

impl Opened {
    /// Reads configuration, environment and env files.
    pub(crate) fn open(global: &Global) -> Result<Self, Problem> {
        let config = configuration(&global.portfolio)?;
        let time = run_time(global.as_of.or(config.as_of), config.timezone);
        Self::at(config, time, None)
    }

    /// As [`Opened::open`], for a configuration, a day and an instant that are given: what was made
    /// before is made again, and what is due looks at a day that is past. The state may lie elsewhere.
    pub(crate) fn at(
        config: Config,
        (as_of, instant): (NaiveDate, DateTime<Utc>),
        state: Option<PathBuf>,
    ) -> Result<Self, Problem> {
        let state = state.unwrap_or_else(|| state_folder(&config));
        let key = secrets::key(&state).map_err(|error| unwritable(&state, &error))?;
        let secrets = RunSecrets::new(key).with_cache(&state.join(CACHE_FOLDER));
        let secrets = Arc::new(secrets);
        output::guard_with(&secrets);
        let settings = Settings::read(&config, &variables(), &*secrets);
        Ok(Self { config, as_of, instant, secrets, settings, state })
    }

    /// Where the state lies.
    pub(crate) fn state(&self) -> PathBuf {
        self.state.clone()
    }
}

/// Reads the configuration of a folder.
pub(crate) fn configuration(folder: &Path) -> Result<Config, Problem> {
    Config::load(folder).map_err(|error| Problem::configuration(error, folder))
}

impl Run {
    /// Reads everything and computes every metric.
    pub(crate) fn start(global: &Global, output: &Output) -> Result<Self, Problem> {
        let opened = Opened::open(global)?;
        let layers = layers(&opened.config)?;
        Self::of(opened, layers, output)
    }

    /// As [`Run::start`], with a configuration and definitions that are given.
    pub(crate) fn of(
        opened: Opened,
        layers: Vec<Vec<CatalogFile>>,
        output: &Output,
    ) -> Result<Self, Problem> {
        let catalog = loaded(&layers)?;
        let templates = templates(&catalog)?;
        check_roles(&opened.config, &templates, &catalog)?;
        let Opened { config, as_of, instant, secrets, settings, state } = opened;
        let progress =
            |spec: &qd_facts::SourceSpec| output.progress(&format!("reading {}", spec.path));
        let gathered = collect(&config, as_of, &*secrets, &progress);
        output.progress("computing");
        let mut diagnostics = settings.diagnostics.clone();
        diagnostics.extend(gathered.diagnostics);
        let portfolio = PortfolioRun {
            root: config.root.clone(),
            name: config.name.clone(),
            calendar: config.calendar,
            timezone: config.timezone,
            currency: config.currency.clone(),
            entities: config.entities.clone(),
            accepts: accepts(&config),
            statuses: gathered.statuses.clone(),
            source_tables: source_tables(&config),
            diagnostics: diagnostics.clone(),
        };
        let input = RunInput { facts: gathered.facts, portfolios: vec![portfolio], as_of, instant };
        let engine = Engine::new(catalog, input).map_err(engine_problem)?;
        output.progress_end();
        let statuses = gathered.statuses;
        Ok(Self {
            config,
            as_of,
            instant,
            secrets,
            settings,
            engine,
            layers,
            state,
            templates,
            statuses,
            diagnostics,
        })
    }

    /// Where the state lies.
    pub(crate) fn state(&self) -> PathBuf {
        self.state.clone()
    }

    /// The templates of the named reports, or all.
    pub(crate) fn selected(&self, names: &[String]) -> Result<Vec<&Template>, Problem> {
        for name in names {
            if !self.templates.keys().any(|id| id.as_str() == name) {
                let known = self.templates.keys().map(ReportId::as_str).collect::<Vec<_>>();
                let help = nearest(name, known.iter().copied()).map_or_else(
                    || format!("reports: {}", known.join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(Problem::usage(
                    "unknown-report",
                    format!("there is no report `{name}`"),
                    help,
                ));
            }
        }
        let is_wanted =
            |id: &ReportId| names.is_empty() || names.iter().any(|name| name == id.as_str());
        Ok(self.templates.values().filter(|template| is_wanted(&template.id)).collect())
    }
}

/// Loads the built-in catalog, the configured ones, and the portfolio's own.
pub(crate) fn load_catalog(config: &Config) -> Result<Catalog, Problem> {
    loaded(&layers(config)?)
}

/// Reads the files of the built-in catalog, the configured ones, and the portfolio's own.
pub(crate) fn layers(config: &Config) -> Result<Vec<Vec<CatalogFile>>, Problem> {
    let mut layers = vec![built_in()];
    let own = config.folder.join("catalog");
    let folders = config.catalogs.iter().map(|name| (name.clone(), config.folder.join(name)));
    for (name, folder) in folders.chain(own.is_dir().then(|| ("portfolio".to_owned(), own.clone())))
    {
        let mut files = Vec::new();
        read_layer(&name, &folder, &folder, &mut files).map_err(|error| {
            let message =
                format!("the catalog {} cannot be read: {}", folder.display(), error.kind());
            Problem::usage("unreadable-catalog", message, "check `catalog` in [portfolio]")
        })?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        layers.push(files);
    }
    Ok(layers)
}

fn loaded(layers: &[Vec<CatalogFile>]) -> Result<Catalog, Problem> {
    Catalog::load(layers).map_err(|diagnostics| {
        Problem::diagnostics("the catalog has mistakes; nothing was run", &diagnostics)
    })
}

/// The catalog inside the binary, as a layer.
pub(crate) fn built_in() -> Vec<CatalogFile> {
    let file = |(path, bytes): &(&str, &[u8])| CatalogFile {
        layer: "built-in".to_owned(),
        path: (*path).to_owned(),
        text: String::from_utf8_lossy(bytes).into_owned(),
    };
    CATALOG.iter().map(file).collect()
}

fn read_layer(
    layer: &str,
    top: &Path,
    folder: &Path,
    files: &mut Vec<CatalogFile>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().unwrap_or_default();
        if path.is_dir() && !path.is_symlink() {
            read_layer(layer, top, &path, files)?;
        } else if ["sql", "slt", "md", "toml"].iter().any(|known| extension == *known) {
            let relative = path.strip_prefix(top).unwrap_or(&path);
            files.push(CatalogFile {
                layer: layer.to_owned(),
                path: relative.to_string_lossy().replace('\\', "/"),
                text: fs::read_to_string(&path)?,
            });
        }
    }
    Ok(())
}

/// The templates of a catalog's reports.
pub(crate) fn templates(catalog: &Catalog) -> Result<BTreeMap<ReportId, Template>, Problem> {
    let (mut templates, mut mistakes) = (BTreeMap::new(), Vec::new());
    for (id, file) in catalog.reports() {
        match Template::parse(&file.path, &file.text) {
            Ok(template) => _ = templates.insert(id.clone(), template),
            Err(diagnostics) => mistakes.extend(diagnostics),
        }
    }
    if mistakes.is_empty() {
        return Ok(templates);
    }
    Err(Problem::diagnostics("report templates have mistakes; nothing was run", &mistakes))
}

/// A recipient whose role nothing names would get nothing, and nobody would say so.
fn check_roles(
    config: &Config,
    templates: &BTreeMap<ReportId, Template>,
    catalog: &Catalog,
) -> Result<(), Problem> {
    let reports = templates.values().map(|template| &template.role);
    let known = reports.chain(catalog.roles()).map(Role::as_str).collect::<BTreeSet<_>>();
    let mut declared = config.recipients.iter().flat_map(|recipient| {
        recipient.roles.iter().map(move |role| (recipient.email.as_str(), role.as_str()))
    });
    let unknown = declared.find(|(_, role)| !known.contains(role));
    let Some((email, role)) = unknown else { return Ok(()) };
    let help = nearest(role, known.iter().copied()).map_or_else(
        || format!("roles: {}", known.iter().copied().collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("no report or metric is for the role `{role}` of {email}");
    Err(Problem::usage("unknown-role", message, help))
}

fn accepts(config: &Config) -> Vec<Accept> {
    let accept = |accept: &crate::config::Accept| Accept {
        rule: accept.rule.clone(),
        subject: accept.subject.clone(),
        by: accept.by.clone(),
        until: Some(accept.until),
        reason: accept.reason.clone(),
    };
    config.accepts.iter().map(accept).collect()
}

/// The tables that sources are declared to fill, though they may hold no row.
fn source_tables(config: &Config) -> Vec<(SourceId, String)> {
    let tables = config.sources.iter().filter_map(|spec| {
        let table = spec.settings.get("table")?.as_str()?;
        Some((spec.id.clone(), table.to_owned()))
    });
    tables.collect()
}

/// An engine's error is the catalog author's or ours; either way it names the metric.
pub(crate) fn engine_problem(error: qd_engine::EngineError) -> Problem {
    let (code, help) = match &error {
        qd_engine::EngineError::UnknownFigure { .. } => (
            "unknown-figure",
            "a figure is ENTITY/METRIC/PERIOD[/DIMENSION]; `quarterdeck catalog list` names the \
             metrics, and reports print their figures in their JSON",
        ),
        _ => ("catalog", "run `quarterdeck catalog test` on the metric it names"),
    };
    Problem::usage(code, error.to_string(), help)
}

/// Where a portfolio's state lies.
pub(crate) fn state_folder(config: &Config) -> PathBuf {
    config.folder.join(STATE_FOLDER)
}

fn unwritable(folder: &Path, error: &io::Error) -> Problem {
    let message = format!("the state in {} cannot be used: {}", folder.display(), error);
    Problem::usage("unwritable-state", message, "check that the folder may be written")
}
