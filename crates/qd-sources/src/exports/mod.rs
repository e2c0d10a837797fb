//! Exports of bookkeeping, payment and booking platforms to postings: `kind = "export"` and a
//! profile.
//!
//! A profile knows the shape of one report and every figure in it that proves the others: running
//! balances, totals, debits against credits. What does not agree is an error, and the period it
//! stands in is called unreliable; nothing is put in to make it agree.
//! Profiles: `general_ledger.rs`, `journal.rs`, `iif.rs`, `stripe.rs`, `xero_ledger.rs`,
//! `xero_journal.rs`, `xero_bank.rs`, `wave.rs`, `airbnb.rs`, `booking.rs`, `vrbo.rs`. Settings: `settings.rs`. Columns:
//! `sheet.rs`. Entries, each once: `entry.rs`.

mod airbnb;
mod booking;
mod entry;
mod general_ledger;
mod iif;
mod journal;
mod settings;
mod sheet;
mod stripe;
mod vrbo;
mod wave;
mod xero_bank;
mod xero_journal;
mod xero_ledger;

use qd_facts::{CollectContext, Collected, Facts, Setting, SettingError, Source, SourceSpec};
use qd_model::{Evidence, Level};

use crate::csv::document::{Document, delimited_files};
use crate::csv::postings::BankLegs;
use crate::problems::Problems;
use entry::Book;
use settings::{ExportSettings, Profile};

/// The reader of `kind = "export"`.
pub struct Export;

impl Source for Export {
    fn kind(&self) -> &'static str {
        "export"
    }

    fn settings(&self) -> &'static [Setting] {
        settings::SETTINGS
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        ExportSettings::parse(&spec.settings).map(|_| ())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut problems = Problems::new(spec, context);
        let mut facts = Facts::default();
        let mut is_missing = true;
        match ExportSettings::parse(&spec.settings) {
            Ok(settings) => {
                let mut book = Book::new(spec, context, settings.account_types.clone());
                let mut bank = BankLegs::new(&settings.account, &settings.rules, context);
                for file in delimited_files(spec, context, &mut problems) {
                    let opened = Document::open(&file, spec, &settings.opening, &mut problems);
                    let Some(document) = opened else { continue };
                    let is_read = match settings.profile {
                        Profile::XeroBank => xero_bank::read(
                            &document,
                            &settings,
                            &spec.entity,
                            context,
                            &mut bank,
                            &mut facts,
                            &mut problems,
                        ),
                        Profile::GeneralLedger => {
                            general_ledger::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::Journal => {
                            journal::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::Iif => iif::read(&document, &settings, &mut book, &mut problems),
                        Profile::StripeBalance => {
                            stripe::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::XeroLedger => {
                            xero_ledger::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::XeroJournal => {
                            xero_journal::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::Wave => wave::read(&document, &settings, &mut book, &mut problems),
                        Profile::Airbnb => {
                            airbnb::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::Booking => {
                            booking::read(&document, &settings, &mut book, &mut problems)
                        }
                        Profile::Vrbo => vrbo::read(&document, &settings, &mut book, &mut problems),
                    };
                    is_missing &= !is_read;
                }
                bank.finish(&mut facts, &mut problems);
                book.finish(&mut facts, &mut problems);
            }
            Err(error) => {
                let place = Evidence::place("quarterdeck.toml");
                problems.report(Level::Error, "wrong-setting", place, error.message, "mend it");
            }
        }
        let (diagnostics, n_skipped) = problems.finish();
        Collected { facts, diagnostics, n_skipped, is_missing }
    }
}

#[cfg(test)]
mod platform_tests;
#[cfg(test)]
mod tests;
