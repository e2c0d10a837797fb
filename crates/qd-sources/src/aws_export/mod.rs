//! `aws-export`: what the AWS command line printed, saved in a folder as
//! `SERVICE/COMMAND.json` and `SERVICE/COMMAND/NAME.json`.
//!
//! It becomes resources in CloudFormation's schema, so that one rule serves templates, saved
//! answers and live ones. What was not saved is null, which means that it cannot be told; values of
//! environment variables are registered as secrets and never kept. Nothing is asked of AWS.
//!
//! [`documents`] knows what was saved and what not, one file a service turns answers into resources. To read another command: add it to its service's file and to
//! [`READ`].

mod account;
mod cloudfront;
mod documents;
mod dynamodb;
mod lambda;
mod s3;

use qd_facts::{CollectContext, Collected, Setting, SettingError, Source, SourceSpec};
use qd_model::{Evidence, Level};

use crate::cloud::Writer;
use crate::lifecycle;
use documents::Documents;

/// The commands that are understood.
const READ: [&str; 25] = [
    "cloudfront list-distributions",
    "dynamodb describe-continuous-backups",
    "dynamodb describe-table",
    "dynamodb list-tables",
    "lambda get-account-settings",
    "lambda get-function",
    "lambda get-function-concurrency",
    "lambda get-function-configuration",
    "lambda get-function-url-config",
    "lambda get-policy",
    "lambda list-function-url-configs",
    "lambda list-functions",
    "s3api get-bucket-acl",
    "s3api get-bucket-encryption",
    "s3api get-bucket-lifecycle-configuration",
    "s3api get-bucket-logging",
    "s3api get-bucket-ownership-controls",
    "s3api get-bucket-policy",
    "s3api get-bucket-policy-status",
    "s3api get-bucket-versioning",
    "s3api get-bucket-website",
    "s3api get-public-access-block",
    "s3api list-buckets",
    "s3control get-public-access-block",
    "sts get-caller-identity",
];

/// The reader of saved AWS answers.
pub struct AwsExport;

impl Source for AwsExport {
    fn kind(&self) -> &'static str {
        "aws-export"
    }

    fn settings(&self) -> &'static [Setting] {
        &[]
    }

    fn check(&self, spec: &SourceSpec) -> Result<(), SettingError> {
        if spec.path.contains(['*', '?', '[', '{']) {
            return Err(SettingError {
                key: "path".to_owned(),
                message: format!("an export is one folder, found a pattern: {}", spec.path),
                help: Some("name the folder that holds SERVICE/COMMAND.json".to_owned()),
            });
        }
        Ok(())
    }

    fn collect(&self, spec: &SourceSpec, context: &CollectContext<'_>) -> Collected {
        let mut documents = Documents::load(spec, context);
        let mut writer = Writer::new(spec, context.secrets, "export");
        account::read(&mut documents, &mut writer);
        dynamodb::read(&mut documents, &mut writer);
        lambda::read(&mut documents, &mut writer);
        s3::read(&mut documents, &mut writer);
        cloudfront::read(&mut documents, &mut writer);
        note_unread(&mut documents);
        if !documents.is_missing {
            writer.n_refused += lifecycle::write(spec, &mut writer.facts);
        }
        if writer.n_refused > 0 {
            let message = format!("facts could not be stored: {}", writer.n_refused);
            let place = Evidence::place(&spec.path);
            documents.note(
                Level::Error,
                "refused-row",
                place,
                message,
                "report the export's shape",
            );
        }
        let Documents { mut diagnostics, n_skipped, is_missing, .. } = documents;
        diagnostics.sort();
        let n_skipped = n_skipped + writer.n_refused;
        Collected { facts: writer.facts, diagnostics, n_skipped, is_missing }
    }
}

/// Says which saved commands are not understood: what they hold is in no figure.
fn note_unread(documents: &mut Documents) {
    let unread =
        documents.commands().into_iter().filter(|(command, _)| !READ.contains(&command.as_str()));
    for (command, count) in unread.collect::<Vec<_>>() {
        let place = Evidence::place(command.replace(' ', "/"));
        let message = format!("the answers of this command are not read: {command} ({count})");
        documents.note(Level::Note, "unread-export", place, message, "nothing to do");
    }
}
