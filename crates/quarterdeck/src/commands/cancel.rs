//! `cancel`: withdraws a delivery that was not sent. No later draft of its edition brings it back.

use qd_delivery::DeliveryId;

use crate::cli::Global;
use crate::exit::Exit;
use crate::mail;
use crate::output::Output;
use crate::problem::Problem;
use crate::run::Opened;

pub(crate) fn run(
    global: &Global,
    delivery: &str,
    by: Option<&str>,
    output: &Output,
) -> Result<Exit, Problem> {
    let opened = Opened::open(global)?;
    let mut outbox = mail::outbox(&opened.state())?;
    let id = DeliveryId::parse(delivery).map_err(mail::delivery_problem)?;
    let by = mail::person(by);
    let row = outbox.cancel(&id, &by, opened.instant).map_err(mail::delivery_problem)?;
    if output.is_json {
        output.json(&row)?;
    } else {
        let (series, edition) = (&row.series, row.edition);
        output.say(&format!(
            "Withdrawn by {by}: {}/{}, edition {edition}, to {}. It will not be sent.",
            series.report, series.scope, row.recipient
        ));
    }
    Ok(Exit::Fine)
}
