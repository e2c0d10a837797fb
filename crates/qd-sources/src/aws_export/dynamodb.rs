//! DynamoDB tables.

use std::collections::BTreeMap;

use super::documents::{Documents, Saved};
use crate::cloud::{Properties, Resource, Writer, node};
use crate::tree::{Node, Place, Value};

/// Writes one resource for each table that is listed or described.
pub(super) fn read(documents: &mut Documents, writer: &mut Writer<'_>) {
    let mut tables: BTreeMap<String, (Place, Option<Node>)> = BTreeMap::new();
    if let Saved::Json(list) = documents.list("dynamodb", "list-tables") {
        let names = list.get("TableNames").and_then(Node::items);
        for item in names.into_iter().flatten() {
            if let Some(name) = item.text() {
                tables.insert(name.to_owned(), (item.place.clone(), None));
            }
        }
        if names.is_none() {
            let list = list.clone();
            documents.note_shape(&list, "`TableNames`");
        }
    }
    let described = documents.names("dynamodb", "describe-table");
    let described = described.into_iter().map(str::to_owned).collect::<Vec<_>>();
    for name in described {
        let Saved::Json(answer) = documents.of("dynamodb", "describe-table", &name) else {
            continue;
        };
        match answer.get("Table").filter(|table| !table.members().is_empty()) {
            Some(table) => {
                tables.insert(name, (table.place.clone(), Some(table.clone())));
            }
            None => {
                let answer = answer.clone();
                documents.note_shape(&answer, "`Table`");
            }
        }
    }
    for (name, (place, table)) in tables {
        let mut properties = Properties::default();
        match table.as_ref().and_then(|table| table.get("TableName")) {
            Some(own) => properties.put("TableName", own.clone()),
            None => properties.text("TableName", &name, &place),
        }
        match &table {
            Some(table) => describe(table, &mut properties),
            None => properties.unknown("BillingMode", &place),
        }
        properties.put("PointInTimeRecoverySpecification", recovery(documents, &name, &place));
        let logical_id = name;
        writer.resource(Resource {
            kind: "AWS::DynamoDB::Table".to_owned(),
            logical_id,
            place,
            properties,
        });
    }
}

fn describe(table: &Node, properties: &mut Properties) {
    properties.copy(table, &["AttributeDefinitions", "KeySchema"]);
    let billing = table.at(&["BillingModeSummary", "BillingMode"]);
    match billing {
        Some(mode) => properties.put("BillingMode", mode.clone()),
        // DynamoDB prints no summary for tables that were always provisioned.
        None => properties.text("BillingMode", "PROVISIONED", &table.place),
    }
    if billing.and_then(Node::text) != Some("PAY_PER_REQUEST")
        && let Some(throughput) = table.get("ProvisionedThroughput")
    {
        let mut units = Properties::default();
        units.copy(throughput, &["ReadCapacityUnits", "WriteCapacityUnits"]);
        properties.put("ProvisionedThroughput", units.into_node(&throughput.place));
    }
    if let Some(indexes) = table.get("GlobalSecondaryIndexes") {
        let names = indexes.items().unwrap_or_default().iter().map(|index| {
            let mut kept = Properties::default();
            kept.copy(index, &["IndexName", "KeySchema", "Projection"]);
            kept.into_node(&index.place)
        });
        let names = node(Value::List(names.collect()), &indexes.place);
        properties.put("GlobalSecondaryIndexes", names);
    }
    properties.copy(table, &["StreamSpecification", "DeletionProtectionEnabled"]);
    if let Some(class) = table.at(&["TableClassSummary", "TableClass"]) {
        properties.put("TableClass", class.clone());
    }
    if let Some(encryption) = table.get("SSEDescription") {
        // Without it a table is encrypted with a key of AWS's own.
        let status = encryption.get("Status").and_then(Node::text);
        let mut kept = Properties::default();
        let is_on = status.map(|status| matches!(status, "ENABLED" | "ENABLING" | "UPDATING"));
        kept.truth("SSEEnabled", is_on, &encryption.place);
        kept.copy(encryption, &["SSEType"]);
        kept.copy_as(encryption, "KMSMasterKeyArn", "KMSMasterKeyId");
        properties.put("SSESpecification", kept.into_node(&encryption.place));
    }
    properties.copy(table, &["ItemCount", "TableSizeBytes"]);
}

/// Point-in-time recovery: on, off, or not to be told.
fn recovery(documents: &Documents, name: &str, table: &Place) -> Node {
    let mut kept = Properties::default();
    let answer = documents.of("dynamodb", "describe-continuous-backups", name);
    let description = match answer {
        Saved::Json(answer) => {
            answer.at(&["ContinuousBackupsDescription", "PointInTimeRecoveryDescription"])
        }
        Saved::Empty(_) | Saved::Failed(_) | Saved::Left | Saved::Never => None,
    };
    let status = description.and_then(|node| node.get("PointInTimeRecoveryStatus"));
    let is_on = status.and_then(Node::text).and_then(|status| match status {
        "ENABLED" => Some(true),
        "DISABLED" => Some(false),
        _ => None,
    });
    let place = status.map_or(table, |status| &status.place);
    kept.truth("PointInTimeRecoveryEnabled", is_on, place);
    if let Some(description) = description {
        kept.copy(description, &["RecoveryPeriodInDays"]);
    }
    kept.into_node(place)
}
