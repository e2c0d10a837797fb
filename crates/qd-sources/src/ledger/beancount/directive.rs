//! Directives of beancount other than transactions.

use chrono::NaiveDate;
use qd_model::Decimal;

use super::expression::{currency, expression};
use super::posting::account_name;
use super::transaction::string;
use crate::ledger::declarations::{Balance, Dated, Method, Open, Quote};
use crate::ledger::journal::{Amount, Journal, Place};
use crate::ledger::notices::Notices;
use crate::ledger::trouble::Trouble;
use crate::problems::nearest;

type Done = Result<(), Trouble>;

/// Reads a dated directive.
pub(crate) fn dated<'a>(
    word: &str,
    rest: &'a str,
    date: NaiveDate,
    place: Place,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) -> Done {
    let rest = rest.trim_ascii_start();
    match word {
        "open" => open(rest, date, place, journal, notices),
        "close" => {
            let (name, rest) = account_name(rest)?;
            let account = journal.account(name);
            journal.closes.push(Dated { place, date, account, what: () });
            ends(rest)
        }
        "pad" => {
            let (name, rest) = account_name(rest)?;
            let (from, rest) = account_name(rest.trim_ascii_start())?;
            let account = journal.account(name);
            let from = journal.account(from);
            journal.pads.push(Dated { place, date, account, what: from });
            ends(rest)
        }
        "balance" => balance(rest, date, place, journal),
        "price" => price(rest, date, place, journal),
        "commodity" => currency(rest)
            .map(|_| ())
            .ok_or_else(|| Trouble::unexpected("expected a commodity", rest)),
        // They hold no amounts that reports read.
        "note" | "document" | "event" | "query" | "custom" => Ok(()),
        _ => Err(unknown(word)),
    }
}

/// A word that begins no directive, with the one that may have been meant.
pub(crate) fn unknown(word: &str) -> Trouble {
    const KNOWN: [&str; 16] = [
        "open",
        "close",
        "pad",
        "balance",
        "price",
        "commodity",
        "note",
        "document",
        "event",
        "query",
        "custom",
        "txn",
        "include",
        "option",
        "plugin",
        "pushtag",
    ];
    let near = nearest(word, KNOWN).map(|near| format!(", did you mean `{near}`?"));
    let trouble = Trouble::unexpected("unknown directive", word);
    Trouble {
        message: format!("{}{}", trouble.message, near.unwrap_or_default()).into(),
        ..trouble
    }
}

fn ends(rest: &str) -> Done {
    let rest = rest.trim_ascii_start();
    if rest.is_empty() || rest.starts_with(';') {
        return Ok(());
    }
    Err(Trouble::unexpected("unexpected at the end of a directive", rest))
}

fn open<'a>(
    rest: &'a str,
    date: NaiveDate,
    place: Place,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) -> Done {
    let (name, mut rest) = account_name(rest)?;
    let account = journal.account(name);
    let mut what = Open::default();
    while let Some((name, after)) = currency(rest) {
        what.commodities.push(journal.commodity(name));
        let after = after.trim_ascii_start();
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None => {
                rest = after;
                break;
            }
        }
    }
    let rest = rest.trim_ascii_start();
    let rest = if rest.starts_with('"') {
        let (word, rest) = string(rest)?;
        what.method = method(&word, place, notices);
        rest
    } else {
        rest
    };
    journal.declared.entry(account).or_insert(place);
    journal.opens.push(Dated { place, date, account, what });
    ends(rest)
}

fn method(word: &str, place: Place, notices: &mut Notices<'_>) -> Option<Method> {
    let method = Method::parse(word);
    if method.is_none() {
        let message = format!("the booking method is not implemented, `STRICT` is used: {word}");
        notices.warning("unsupported-booking", place, &message, "choose FIFO, LIFO, HIFO or NONE");
    }
    method
}

fn balance<'a>(rest: &'a str, date: NaiveDate, place: Place, journal: &mut Journal<'a>) -> Done {
    let (name, rest) = account_name(rest)?;
    let account = journal.account(name);
    let no_amount = || Trouble::syntax("`balance` states no amount");
    let (number, rest) = expression(rest)?.ok_or_else(no_amount)?;
    let (tolerance, rest) = match rest.trim_ascii_start().strip_prefix('~') {
        Some(rest) => {
            let (number, rest) = expression(rest)?.ok_or_else(no_amount)?;
            (Some(number.abs()), rest)
        }
        None => (None, rest),
    };
    let (commodity, rest) = currency(rest).ok_or_else(no_amount)?;
    let amount = Amount { number, commodity: journal.commodity(commodity) };
    journal.balances.push(Dated { place, date, account, what: Balance { amount, tolerance } });
    ends(rest)
}

fn price<'a>(rest: &'a str, date: NaiveDate, place: Place, journal: &mut Journal<'a>) -> Done {
    let missing = || Trouble::syntax("a price is `price EUR 1.05 USD`");
    let (commodity, rest) = currency(rest).ok_or_else(missing)?;
    let (number, rest) = expression(rest)?.ok_or_else(missing)?;
    let (quote, rest) = currency(rest).ok_or_else(missing)?;
    let commodity = journal.commodity(commodity);
    let price = Amount { number, commodity: journal.commodity(quote) };
    journal.quotes.push(Quote { place, date, commodity, price });
    ends(rest)
}

/// Reads `option "NAME" "VALUE"`; options that change no number are let pass.
pub(crate) fn option<'a>(
    rest: &'a str,
    place: Place,
    journal: &mut Journal<'a>,
    notices: &mut Notices<'_>,
) -> Done {
    let (name, rest) = string(rest)?;
    let (value, _) = string(rest.trim_ascii_start())?;
    let roots = ["name_assets", "name_liabilities", "name_equity", "name_income", "name_expenses"];
    if let Some(index) = roots.iter().position(|root| *root == name) {
        journal.options.roots[index].1 = value.into_owned();
        return Ok(());
    }
    let number = |text: &str| {
        text.trim_ascii()
            .parse::<Decimal>()
            .map_err(|_| Trouble::unexpected("expected a number", text))
    };
    match &*name {
        "tolerance_multiplier" | "inferred_tolerance_multiplier" => {
            journal.options.multiplier = number(&value)?;
        }
        "inferred_tolerance_default" => {
            let (commodity, tolerance) = value
                .split_once(':')
                .ok_or_else(|| Trouble::syntax("expected `COMMODITY:NUMBER`"))?;
            let tolerance = number(tolerance)?;
            let commodity = (commodity != "*").then(|| commodity.to_owned());
            let commodity = commodity.map(|name| {
                crate::ledger::journal::CommodityId(journal.commodities.id_of_made(name))
            });
            journal.options.tolerances.insert(commodity, tolerance);
        }
        "infer_tolerance_from_cost" => {
            journal.options.infers_from_cost = value.eq_ignore_ascii_case("true") || &*value == "1";
        }
        "booking_method" => {
            if let Some(method) = method(&value, place, notices) {
                journal.options.method = method;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Plugins that only check.
const CHECKING: [&str; 12] = [
    "check_average_cost",
    "check_commodity",
    "check_drained",
    "coherent_cost",
    "leafonly",
    "noduplicates",
    "nounused",
    "onecommodity",
    "pedantic",
    "sellgains",
    "unique_prices",
    "close_tree",
];
/// Plugins that change balances or dates.
const CHANGING: [&str; 9] = [
    "forecast",
    "currency_accounts",
    "split_expenses",
    "fill_account",
    "effective_date",
    "amortize_over",
    "fix_payees",
    "commodity_attr",
    "book_conversions",
];

/// Says that a plugin is not run, and what that changes.
pub(crate) fn plugin(
    rest: &str,
    place: Place,
    journal: &mut Journal<'_>,
    notices: &mut Notices<'_>,
) {
    let module = rest.strip_prefix('"').and_then(|rest| rest.split('"').next()).unwrap_or(rest);
    let name = module.rsplit('.').next().unwrap_or(module);
    if name == "auto_accounts" || name == "auto" {
        journal.options.opens_accounts = true;
        let message =
            format!("the plugin is not run; accounts need no `open` here either: {module}");
        notices.note("plugin", place, &message, "none is needed");
    } else if name == "implicit_prices" {
        let message =
            format!("the plugin is not run; prices in postings do not become quotations: {module}");
        notices.warning(
            "plugin",
            place,
            &message,
            "write `price` directives for rates that reports need",
        );
    } else if CHECKING.contains(&name) {
        let message =
            format!("the plugin is not run; it only checks and changes no number: {module}");
        notices.note("plugin", place, &message, "run bean-check for its checks");
    } else if CHANGING.contains(&name) {
        let message = format!("the plugin is not run and changes balances: {module}");
        notices.error("plugin", place, &message, "export what it adds as transactions");
    } else {
        let message = format!("the plugin is not run and may change balances: {module}");
        notices.warning("plugin", place, &message, "export what it adds as transactions");
    }
}
