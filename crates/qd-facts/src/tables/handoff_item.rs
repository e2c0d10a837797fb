//! `handoff_item`: a risk, assumption, issue, dependency, decision or task.

use crate::schema::{Table, boolean, date, money, number, text};

/// A risk, assumption, issue, dependency, decision or task.
pub(super) static TABLE: Table = Table {
    name: "handoff_item",
    doc: "A risk, assumption, issue, dependency, decision or task.",
    grain: "One list item.",
    business_date: None,
    columns: &[
        text("id", "The item's own id").optional(),
        text("kind", "`risk`, `assumption`, `issue`, `dependency`, `decision`, `task`"),
        text("text", "What it says, attributes left out"),
        boolean("done", "Whether its box is ticked; null without a box").optional(),
        text("owner", "Who").optional(),
        date("due", "By when").optional(),
        date("from", "Not before").optional(),
        number("hours_low", "p10 of the hours, or the hours").optional(),
        number("hours_high", "p90 of the hours, or the hours").optional(),
        money("cash", "Money that it costs").optional(),
        money("cash_low", "p10 of the cash, where it is a range").optional(),
        money("cash_high", "p90 of the cash, where it is a range").optional(),
        money("gain", "What it gains if done by `due`").optional(),
        money("gain_low", "p10 of the gain, where it is a range").optional(),
        money("gain_high", "p90 of the gain, where it is a range").optional(),
        money("per_day", "What it gains a day once done").optional(),
        money("per_day_low", "p10 of the gain a day, where it is a range").optional(),
        money("per_day_high", "p90 of the gain a day, where it is a range").optional(),
        number("hazard_per_year", "How often the loss strikes a year").optional(),
        number("hazard_per_year_low", "p10 of the hazard, where it is a range").optional(),
        number("hazard_per_year_high", "p90 of the hazard, where it is a range").optional(),
        money("loss_low", "p10 of the loss, or the loss").optional(),
        money("loss_high", "p90 of the loss, or the loss").optional(),
        number("averts", "The share of the loss that it averts").optional(),
        number("averts_low", "p10 of the share, where it is a range").optional(),
        number("averts_high", "p90 of the share, where it is a range").optional(),
        money("once", "What it gains once").optional(),
        money("once_low", "p10 of the gain once, where it is a range").optional(),
        money("once_high", "p90 of the gain once, where it is a range").optional(),
        number("decay_per_day", "How fast `once` fades").optional(),
        number("p", "How likely it works").optional(),
        number("p_low", "p10 of the chance, where it is a range").optional(),
        number("p_high", "p90 of the chance, where it is a range").optional(),
        text("needs", "Ids of what must be done before, separated by blanks").optional(),
        text(
            "roles",
            "Whose work it is, separated by blanks; without it the CEO's and the operators'",
        )
        .optional(),
        text("section", "The heading it stands under").optional(),
        text("commodity", "What money counts"),
    ],
};
