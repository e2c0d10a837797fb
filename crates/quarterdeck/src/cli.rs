//! The command line: verbs, options, and the examples in their help.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use qd_model::Severity;

/// Tells the executives of a small group of businesses the truth about it, by email.
#[derive(Parser, Debug)]
#[command(
    name = "quarterdeck",
    version,
    after_help = "Examples:\n  quarterdeck demo                      run the demo portfolio end to end\n  quarterdeck doctor                    check configuration, sources and sender\n  quarterdeck build && quarterdeck plan look at the reports, and who would get them\n  quarterdeck send                      send what is planned, each report once\n  quarterdeck trace jada/cash/2026-09   where a number came from\n\nExit codes: 0 fine, 1 findings at or over --fail-on, 2 usage or configuration,\n3 delivery incomplete, 4 blocked by the guard, 5 delivery in doubt, 70 our bug."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) verb: Verb,
}

/// Options of every verb.
#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// The portfolio's folder, which holds quarterdeck.toml
    #[arg(long, global = true, default_value = ".", value_name = "DIR")]
    pub(crate) portfolio: PathBuf,
    /// Print data as JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// The last day that counts, in the portfolio's zone [default: the configuration's, else today]
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Say nothing but errors on stderr
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// What to do.
#[derive(Subcommand, Debug)]
pub(crate) enum Verb {
    /// Write a quarterdeck.toml to start from
    #[command(after_help = "Example:\n  quarterdeck init --portfolio ventures")]
    Init,
    /// Write the demo portfolio and run it end to end, into an outbox on this machine
    #[command(
        after_help = "Examples:\n  quarterdeck demo --dir /tmp/demo\n  quarterdeck demo --report ceo --format html,text"
    )]
    Demo {
        /// Where to write it
        #[arg(long, default_value = "quarterdeck-demo", value_name = "DIR")]
        dir: PathBuf,
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        formats: Formats,
    },
    /// Check configuration, sources, catalog and sender before anything runs
    #[command(
        after_help = "Examples:\n  quarterdeck doctor\n  quarterdeck doctor --json\n\nExits with 1 if a source is missing or lost something, with 2 or 3 if nothing could be sent."
    )]
    Doctor,
    /// Collect, evaluate and render into out/, and draft the editions
    #[command(
        after_help = "Examples:\n  quarterdeck build\n  quarterdeck build --report cfo --fail-on high\n  quarterdeck build --format text --ascii"
    )]
    Build {
        #[command(flatten)]
        selection: Selection,
        #[command(flatten)]
        formats: Formats,
        /// Draw the text with ASCII alone, for terminals without Unicode
        #[arg(long)]
        ascii: bool,
        /// Exit with 1 if a report shows a finding of this severity or worse
        #[arg(long, value_name = "SEVERITY", value_parser = severity)]
        fail_on: Option<Severity>,
    },
    /// Show who would get what, and what changed; drafts the deliveries
    #[command(
        after_help = "Examples:\n  quarterdeck plan\n  quarterdeck plan --report cfo\n  quarterdeck plan --report cfo --reissue \"a fee was booked twice\"   correct what was sent"
    )]
    Plan {
        #[command(flatten)]
        selection: Selection,
        /// Draft a correction of what was sent for this period, as the next edition
        #[arg(long, value_name = "REASON")]
        reissue: Option<String>,
    },
    /// Approve what waits for a person, if it is still what `plan` showed
    #[command(
        after_help = "`plan` prints the hash; any change since gives another.\n\nExample:\n  quarterdeck approve 3f9c2b7a41d0"
    )]
    Approve {
        /// The hash that `plan` printed, or its first 12 digits
        hash: String,
        /// Who approves [default: the user's name]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Withdraw a delivery that was not sent
    #[command(
        after_help = "`status` lists the deliveries.\n\nExample:\n  quarterdeck cancel i5howgtjubn7zfw3ztfklmpk5h"
    )]
    Cancel {
        /// The delivery
        delivery: String,
        /// Who withdraws it [default: the user's name]
        #[arg(long, value_name = "NAME")]
        by: Option<String>,
    },
    /// Send what is planned; a second run sends nothing twice
    #[command(after_help = "Examples:\n  quarterdeck send --dry-run\n  quarterdeck send")]
    Send {
        /// Do everything but send, and say so
        #[arg(long)]
        dry_run: bool,
    },
    /// Show every delivery: who got it, who did not, and why
    #[command(
        after_help = "Examples:\n  quarterdeck status\n  quarterdeck status --json\n  quarterdeck status --due   fails (3, or 5 in doubt) while somebody lacks a report: for cron"
    )]
    Status {
        /// Fail while a recipient of a latest edition does not have it
        #[arg(long)]
        due: bool,
    },
    /// Show what is due next, when, and what it will be about
    #[command(after_help = "Example:\n  quarterdeck next --count 5")]
    Next {
        /// How many
        #[arg(long, default_value_t = 10, value_name = "N")]
        count: usize,
    },
    /// Run what is scheduled, in the foreground
    #[command(
        after_help = "Examples:\n  quarterdeck serve --schedule\n  quarterdeck serve --schedule --once   what is due now, for a timer of the system's\n\nA report that is due and not out is an alarm on stderr; with --once it ends with 3, 4 or 5."
    )]
    Serve {
        /// Run the schedule: this is what sends
        #[arg(long, required = true)]
        schedule: bool,
        /// End when what is due now is done
        #[arg(long)]
        once: bool,
    },
    /// Recover what an earlier run left in flight, or give a person's word on a doubt
    #[command(
        after_help = "Examples:\n  quarterdeck resume\n  quarterdeck resume --sent i5howgtjubn7zfw3ztfklmpk5h\n  quarterdeck resume --adopt \"the old server is gone\""
    )]
    Resume(Word),
    /// Apply what SES reported: from its queue, or bodies of messages and posts, one a line
    #[command(
        after_help = "A body that cannot be read is kept, and ends it with 3: a person should look, the queue need not\nbring it again.\n\nExamples:\n  quarterdeck events --queue             poll the queue of [delivery] until it is empty\n  quarterdeck events --sns posts.jsonl   believe what SNS signed for `sns_topics`, lately\n  quarterdeck events --mirror            hold the suppression list and that of SES alike\n  quarterdeck events bodies.jsonl        bodies that came over a channel of your own"
    )]
    Events {
        /// The file [default: standard input]
        file: Option<PathBuf>,
        /// Poll the queue of `events_queue` instead of reading a file
        #[arg(long, conflicts_with_all = ["file", "sns"])]
        queue: bool,
        /// The lines are posts of SNS: check their signatures, topics and age
        #[arg(long)]
        sns: bool,
        /// Hold the suppression list and that of the SES account alike, and read nothing
        #[arg(long, conflicts_with_all = ["file", "sns", "queue"])]
        mirror: bool,
    },
    /// Print findings as work for a board, as Markdown or JSON, or post them to its webhook
    #[command(
        after_help = "Examples:\n  quarterdeck actions > actions.md\n  quarterdeck actions --json > actions.json\n  quarterdeck actions --post    to `webhook` of [actions], signed with ACTIONS_WEBHOOK_SECRET"
    )]
    Actions {
        /// Post them
        #[arg(long)]
        post: bool,
    },
    /// Look at what was sent, and prove that it is what was sent
    #[command(
        after_help = "Examples:\n  quarterdeck archive verify\n  quarterdeck archive replay\n  quarterdeck archive show i5howgtjubn7zfw3ztfklmpk5h > mail.eml"
    )]
    Archive {
        #[command(subcommand)]
        verb: ArchiveVerb,
    },
    /// Say what changed between two editions of a report, and how much of it comes from where
    #[command(
        after_help = "An edition is REPORT[/SCOPE]/NUMBER. Each change is split into new data, restated rows, changed\ndefinitions and a changed scope; the parts sum to it exactly.\n\nExample:\n  quarterdeck diff cfo/1 cfo/2"
    )]
    Diff {
        /// The older edition
        from: String,
        /// The newer one
        to: String,
        /// The folder with the newer edition's inputs [default: the portfolio's]
        #[arg(long, value_name = "DIR")]
        inputs: Option<PathBuf>,
    },
    /// Open a figure down to its rows
    #[command(
        after_help = "A figure is ENTITY/METRIC/PERIOD[/DIMENSION][/plan|forecast]:\n  quarterdeck trace portfolio/net_burn_t3m/2026-09\n  quarterdeck trace jada/charter_labour/2026-06-14\n\nor any other id that a report's JSON prints, a list's cell or a comparison:\n  quarterdeck trace claim/portfolio/break-even-charters/stated\n  quarterdeck trace change/portfolio/cash/2026-09/prior"
    )]
    Trace {
        /// The figures
        #[arg(required = true, value_name = "FIGURE")]
        figures: Vec<String>,
        /// How many rows to show
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Print the agenda: what to do in the next thirty days, by whom, in which order
    #[command(
        after_help = "Prints task lists in Markdown, one for each person; with --json, for a board.\n\nExamples:\n  quarterdeck agenda\n  quarterdeck agenda --json > board.json"
    )]
    Agenda,
    /// Run a SELECT over facts, views and results
    #[command(
        after_help = "Example:\n  quarterdeck query \"SELECT entity, count(*) AS n FROM posting GROUP BY entity ORDER BY entity\""
    )]
    Query {
        /// The SELECT
        sql: String,
    },
    /// Look at metrics, rules, views and reports, and test them
    #[command(
        after_help = "Examples:\n  quarterdeck catalog list\n  quarterdeck catalog show net_burn\n  quarterdeck catalog test"
    )]
    Catalog {
        #[command(subcommand)]
        verb: CatalogVerb,
    },
    /// Print a completion script
    #[command(
        after_help = "Example:\n  quarterdeck completions bash > ~/.local/share/bash-completion/completions/quarterdeck"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Which reports.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Selection {
    /// Only this report; may be given more than once
    #[arg(long = "report", value_name = "REPORT")]
    pub(crate) reports: Vec<String>,
}

/// Which formats.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct Formats {
    /// What to write: html, text, json, pdf, xlsx [default: all of them]
    #[arg(long, value_name = "FORMAT", value_delimiter = ',', value_parser = format)]
    format: Vec<Format>,
}

impl Formats {
    /// Those that are named, or all.
    pub(crate) fn wanted(&self) -> &[Format] {
        if self.format.is_empty() { &Format::ALL } else { &self.format }
    }
}

/// A person's word on a delivery or on the outbox; none of them for the recovery alone.
#[derive(Args, Clone, Debug, Default)]
#[group(multiple = false)]
pub(crate) struct Word {
    /// This delivery was sent: its recipient has it
    #[arg(long, value_name = "DELIVERY")]
    pub(crate) sent: Option<String>,
    /// This delivery was not sent, or what it was refused for is mended: the next send sends it
    #[arg(long, value_name = "DELIVERY")]
    pub(crate) unsent: Option<String>,
    /// This copy of the outbox is the one that sends from now on, and no other does
    #[arg(long, value_name = "REASON")]
    pub(crate) adopt: Option<String>,
}

/// What to do with the archive.
#[derive(Subcommand, Debug)]
pub(crate) enum ArchiveVerb {
    /// Print a delivery's message as it was frozen, or its history with --json
    Show {
        /// The delivery
        delivery: String,
    },
    /// Check the log, every row against it, and every archived message against its hash
    Verify,
    /// Make editions again from what they were made from, and compare every byte
    #[command(
        after_help = "An edition is REPORT[/SCOPE]/NUMBER; without one the last of each report is made again.\n\nExamples:\n  quarterdeck archive replay\n  quarterdeck archive replay cfo/1 --inputs ../another-clone"
    )]
    Replay {
        /// The editions
        editions: Vec<String>,
        /// The folder with quarterdeck.toml and the inputs [default: the portfolio's]
        #[arg(long, value_name = "DIR")]
        inputs: Option<PathBuf>,
    },
}

/// What to do with the catalog.
#[derive(Subcommand, Debug)]
pub(crate) enum CatalogVerb {
    /// List every metric, rule, view and report
    List,
    /// Show one, with its formula and SQL
    Show {
        /// Its id
        id: String,
    },
    /// Run the .slt twins, or those whose path contains FILTER
    Test {
        /// Part of the path
        filter: Option<String>,
    },
}

/// A kind of file that `build` writes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Format {
    /// The mail, with its pictures beside it.
    Html,
    /// Plain text.
    Text,
    /// The machine's copy.
    Json,
    /// Pages to print.
    Pdf,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// Every format.
    pub(crate) const ALL: [Self; 5] = [Self::Html, Self::Text, Self::Json, Self::Pdf, Self::Xlsx];

    /// Its word on the command line.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Text => "text",
            Self::Json => "json",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
        }
    }
}

fn format(word: &str) -> Result<Format, String> {
    let found = Format::ALL.into_iter().find(|format| format.as_str() == word);
    found.ok_or_else(|| format!("one of: {}", Format::ALL.map(Format::as_str).join(", ")))
}

fn severity(word: &str) -> Result<Severity, String> {
    Severity::parse(word).ok_or_else(|| {
        let words = Severity::ALL.map(Severity::as_str);
        format!("one of: {}", words.join(", "))
    })
}
