//! What a source of exports declares, checked.

use std::collections::BTreeMap;

use qd_facts::{Setting, SettingError};

use crate::bank::legs::Rules;
use crate::csv::cells::{CellFormat, is_date_format};
use crate::csv::document::Opening;
use crate::csv::number::NumberFormat;
use crate::problems::nearest;

/// The keys of an export.
pub(super) static SETTINGS: &[Setting] = &[
    Setting {
        key: "profile",
        doc: "The report: quickbooks-gl, quickbooks-journal, quickbooks-iif, stripe-balance, xero-gl, xero-journal, xero-bank, wave-transactions or airbnb",
    },
    Setting { key: "date_format", doc: "strftime: date_format = \"%m/%d/%Y\"" },
    Setting { key: "decimal_mark", doc: "\".\" or \",\"; without it `1,234` is refused" },
    Setting {
        key: "account_types",
        doc: "Where chart and export are silent: account_types = { \"Checking\" = \"asset\" }",
    },
    Setting {
        key: "accounts",
        doc: "For stripe-balance and airbnb, by kind of row, and `clearing` and `fee`; for xero-journal, by code: accounts = { charge = \"Income:Sales\" }",
    },
    Setting { key: "account", doc: "For xero-bank: account = \"Assets:Bank:Checking\"" },
    Setting {
        key: "rules",
        doc: "For xero-bank, the other account: rules = [ { match = \"RENT\", account = \"Income:Rent\" } ]",
    },
    Setting { key: "encoding", doc: "utf-8, utf-16 or windows-1252, where a file has no mark" },
    Setting { key: "sheet", doc: "Of a workbook with several: sheet = \"General Ledger\"" },
    Setting { key: "delimiter", doc: "Of a regional export: delimiter = \";\"; default \",\"" },
];

/// The kinds of accounts; those of the first two grow by a debit.
const ACCOUNT_TYPES: [&str; 5] = ["asset", "expense", "liability", "equity", "income"];

/// The report that a file holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Profile {
    GeneralLedger,
    Journal,
    Iif,
    StripeBalance,
    XeroLedger,
    XeroJournal,
    XeroBank,
    Wave,
    Airbnb,
    Booking,
    Vrbo,
}

/// Every profile by its name.
const PROFILES: [(&str, Profile); 11] = [
    ("quickbooks-gl", Profile::GeneralLedger),
    ("quickbooks-journal", Profile::Journal),
    ("quickbooks-iif", Profile::Iif),
    ("stripe-balance", Profile::StripeBalance),
    ("xero-gl", Profile::XeroLedger),
    ("xero-journal", Profile::XeroJournal),
    ("xero-bank", Profile::XeroBank),
    ("wave-transactions", Profile::Wave),
    ("airbnb", Profile::Airbnb),
    ("booking-com", Profile::Booking),
    ("vrbo", Profile::Vrbo),
];

/// What a source declares, checked.
pub(super) struct ExportSettings {
    pub(super) profile: Profile,
    pub(super) cells: CellFormat,
    pub(super) account_types: BTreeMap<String, String>,
    pub(super) accounts: BTreeMap<String, String>,
    /// The bank's account; empty for other profiles.
    pub(super) account: String,
    pub(super) rules: Rules,
    pub(super) opening: Opening,
    pub(super) delimiter: u8,
}

fn wrong(key: &str, message: impl Into<String>, help: impl Into<String>) -> SettingError {
    SettingError { key: key.into(), message: message.into(), help: Some(help.into()) }
}

impl ExportSettings {
    pub(super) fn parse(settings: &toml::Table) -> Result<Self, SettingError> {
        let keys = || SETTINGS.iter().map(|setting| setting.key);
        if let Some(key) = settings.keys().find(|key| keys().all(|known| known != *key)) {
            let near = nearest(key, keys()).unwrap_or("profile");
            let message = format!("there is no setting of export: {key}");
            return Err(wrong(key, message, format!("did you mean `{near}`?")));
        }
        let text = |key| settings.get(key).map(|value| value.as_str().unwrap_or_default());
        let names = PROFILES.map(|(name, _)| name);
        let profile = text("profile").unwrap_or_default();
        let found = PROFILES.iter().find(|(name, _)| *name == profile);
        let (_, profile) = *found.ok_or_else(|| {
            let help = nearest(profile, names).map_or_else(
                || format!("write one of: {}", names.join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            wrong("profile", "`profile` names no report that is read", help)
        })?;
        let accounts = texts(settings, "accounts")?;
        check_accounts(profile, &accounts)?;
        let account = text("account").unwrap_or_default().to_owned();
        if (profile == Profile::XeroBank) == account.is_empty() {
            let message = "`account` belongs to xero-bank, which needs it";
            return Err(wrong("account", message, "write account = \"Assets:Bank:Checking\""));
        }
        Ok(Self {
            profile,
            cells: cell_format(settings, profile)?,
            account_types: account_types(settings)?,
            accounts,
            account,
            rules: Rules::from_settings(settings)?,
            opening: Opening::from_settings(settings)?,
            delimiter: delimiter(settings, profile)?,
        })
    }
}

fn cell_format(settings: &toml::Table, profile: Profile) -> Result<CellFormat, SettingError> {
    let text = |key| settings.get(key).map(|value| value.as_str().unwrap_or_default());
    let date_format = text("date_format").map(str::to_owned);
    let help = "write date_format = \"%m/%d/%Y\", or \"%d/%m/%Y\" where the day comes first";
    if date_format.as_deref().is_some_and(|format| !is_date_format(format)) {
        return Err(wrong("date_format", "`date_format` is no format of a whole day", help));
    }
    // The order of a company's dates is its own choice, and no file says which it made. Those of
    // Stripe, Wave and Booking.com are ISO 8601.
    let is_iso = matches!(profile, Profile::StripeBalance | Profile::Wave | Profile::Booking);
    if date_format.is_none() && !is_iso {
        let platform = match profile {
            Profile::XeroLedger | Profile::XeroJournal | Profile::XeroBank => "Xero",
            Profile::Airbnb => "Airbnb",
            Profile::Vrbo => "Vrbo",
            _ => "QuickBooks",
        };
        return Err(wrong("date_format", format!("{platform} needs `date_format`"), help));
    }
    let number = match text("decimal_mark") {
        None => NumberFormat { decimal_mark: '.', is_declared: false },
        Some(".") => NumberFormat { decimal_mark: '.', is_declared: true },
        Some(",") => NumberFormat { decimal_mark: ',', is_declared: true },
        Some(_) => {
            let message = "`decimal_mark` takes a point or a comma";
            return Err(wrong("decimal_mark", message, "write decimal_mark = \".\""));
        }
    };
    Ok(CellFormat { date_format, number })
}

fn account_types(settings: &toml::Table) -> Result<BTreeMap<String, String>, SettingError> {
    let account_types = texts(settings, "account_types")?;
    if let Some((account, _)) =
        account_types.iter().find(|(_, kind)| !ACCOUNT_TYPES.contains(&kind.as_str()))
    {
        let message = format!("the account has a type that there is not: {account}");
        let help = format!("write one of: {}", ACCOUNT_TYPES.join(", "));
        return Err(wrong("account_types", message, help));
    }
    Ok(account_types)
}

fn check_accounts(
    profile: Profile,
    accounts: &BTreeMap<String, String>,
) -> Result<(), SettingError> {
    let (needed, help): (&[&str], _) = match profile {
        Profile::StripeBalance => (
            &["clearing", "fee"],
            "write accounts = { clearing = \"Assets:Stripe\", fee = \"Expenses:Fees\", charge = \"Income:Sales\", payout = \"Assets:Bank\" }",
        ),
        Profile::Airbnb => (
            &["clearing", "fee", "Payout", "Reservation"],
            "write accounts = { clearing = \"Assets:Airbnb\", fee = \"Expenses:Airbnb\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\" }",
        ),
        Profile::Booking => (
            &["clearing", "fee", "Payout", "Reservation"],
            "write accounts = { clearing = \"Assets:Booking\", fee = \"Expenses:Booking\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\" }",
        ),
        Profile::Vrbo => (
            &["fee", "Payout", "Reservation"],
            "write accounts = { fee = \"Expenses:Vrbo\", Payout = \"Assets:Bank\", Reservation = \"Income:Stays\", tax = \"Liabilities:Lodging-tax\" }",
        ),
        _ => return Ok(()),
    };
    match needed.iter().find(|key| !accounts.contains_key(**key)) {
        None => Ok(()),
        Some(key) => Err(wrong("accounts", format!("`accounts` lacks: {key}"), help)),
    }
}

fn delimiter(settings: &toml::Table, profile: Profile) -> Result<u8, SettingError> {
    match settings.get("delimiter").map(|value| value.as_str().map(str::as_bytes)) {
        None if profile == Profile::Iif => Ok(b'\t'),
        None => Ok(b','),
        Some(Some([byte])) if matches!(byte, b',' | b';' | b'\t' | b'|') => Ok(*byte),
        Some(_) => {
            let message = "`delimiter` takes a comma, a semicolon, a tab or a bar";
            Err(wrong("delimiter", message, "write delimiter = \";\", or \"\\t\" for tabs"))
        }
    }
}

fn texts(settings: &toml::Table, key: &str) -> Result<BTreeMap<String, String>, SettingError> {
    let Some(value) = settings.get(key) else { return Ok(BTreeMap::new()) };
    let pair = |(name, value): (&String, &toml::Value)| {
        let value = value.as_str().filter(|text| !text.is_empty());
        value.map(|value| (name.clone(), value.to_owned()))
    };
    let pairs = value.as_table().and_then(|table| table.iter().map(pair).collect::<Option<_>>());
    pairs.ok_or_else(|| {
        wrong(
            key,
            format!("`{key}` takes texts by name"),
            format!("write {key} = {{ \"A\" = \"...\" }}"),
        )
    })
}
