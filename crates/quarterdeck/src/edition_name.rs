//! How people name an edition: `cfo/2`, or `crew-charter/jada/3` where the scope is not the portfolio.

use qd_delivery::{EditionRecord, Outbox, Series};

use crate::mail::delivery_problem;
use crate::problem::Problem;

/// An edition that the outbox has.
pub(crate) struct Named {
    pub(crate) series: Series,
    pub(crate) record: EditionRecord,
}

impl Named {
    /// The name.
    pub(crate) fn name(&self) -> String {
        name(&self.series, self.record.number)
    }
}

/// Finds an edition by its name.
pub(crate) fn find(outbox: &Outbox, text: &str) -> Result<Named, Problem> {
    let editions = outbox.editions().map_err(delivery_problem)?;
    let is_meant = |(series, number): &&(Series, u32)| {
        let whole = format!("{}/{}/{number}", series.report, series.scope);
        text == name(series, *number) || text == whole
    };
    let Some((series, number)) = editions.iter().find(is_meant) else {
        let known = editions.iter().map(|(series, number)| name(series, *number));
        let known = known.collect::<Vec<_>>().join(", ");
        let help = match known.is_empty() {
            true => "`quarterdeck plan` drafts the first editions".to_owned(),
            false => format!("an edition is REPORT[/SCOPE]/NUMBER; there are: {known}"),
        };
        return Err(Problem::usage(
            "unknown-edition",
            format!("there is no edition `{text}`"),
            help,
        ));
    };
    let record = outbox.edition(series, *number).map_err(delivery_problem)?;
    let record = record.ok_or_else(|| Problem::bug("an edition that is listed is not there"))?;
    Ok(Named { series: series.clone(), record })
}

fn name(series: &Series, number: u32) -> String {
    match series.scope.as_str() {
        qd_model::EntityKey::ROOT_ALIAS => format!("{}/{number}", series.report),
        scope => format!("{}/{scope}/{number}", series.report),
    }
}
