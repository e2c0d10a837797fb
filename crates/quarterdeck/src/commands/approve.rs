//! `approve`: a person's word that what waits may go. It sends nothing.

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;
use crate::tabular::Tabular;

pub(crate) fn run(
    global: &Global,
    hash: &str,
    by: Option<&str>,
    output: &Output,
) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let by = mail::person(by);
    let hash = hash.trim().to_ascii_lowercase();
    let approved = outbox.approve(&hash, &by, opened.instant).map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&approved)?;
        return Ok(Exit::Fine);
    }
    let mut table = Tabular::new(&["report", "edition", "recipient", "subject"]);
    for row in &approved {
        table.row([
            format!("{}/{}", row.series.report, row.series.scope),
            row.edition.to_string(),
            row.recipient.clone(),
            row.subject.clone(),
        ]);
    }
    output.data(&table.print());
    output.say(&format!("Approved by {by}. Nothing was sent: `quarterdeck send` sends it."));
    Ok(Exit::Fine)
}
