//! Postings that a tag, and not an account, marks as between ventures: `ic-jada` or `ic:jada`.
//!
//! Only income and expense legs take a counterparty from a tag: a tag stands on the whole
//! transaction, and the leg of the bank is nobody's but the owner's. The account outweighs the tag,
//! and a tag with the posting's own entity says nothing. One that names nobody stays unmatched, as an
//! account would: what a posting means must not depend on who else is looked at.

use std::sync::Arc;

use arrow::array::{RecordBatch, StringBuilder};
use arrow::error::ArrowError;
use qd_model::EntityKey;

use crate::session::Columns;

/// Fills in counterparties that tags name.
pub(crate) fn with_tagged(batch: RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = Columns(&batch);
    let (Some(entities), Some(tags)) = (columns.texts("entity"), columns.texts("tags")) else {
        return Ok(batch);
    };
    let (Some(types), Some(own)) = (columns.texts("account_type"), columns.texts("counterparty"))
    else {
        return Ok(batch);
    };
    let tagged = |row: usize| {
        let named = tags.get(row)?.split(' ').find_map(marked)?;
        let is_result = matches!(types.text(row), "income" | "expense");
        let entity = EntityKey::parse(entities.text(row)).ok()?;
        let other = EntityKey::root(entity.portfolio()).ok()?.member(named).ok()?;
        (is_result && other != entity).then_some(named)
    };
    if !(0..batch.num_rows()).any(|row| tagged(row).is_some()) {
        return Ok(batch);
    }
    let mut filled = StringBuilder::new();
    for row in 0..batch.num_rows() {
        filled.append_option(own.get(row).or_else(|| tagged(row)));
    }
    let index = batch.schema().index_of("counterparty")?;
    let mut arrays = batch.columns().to_vec();
    arrays[index] = Arc::new(filled.finish());
    RecordBatch::try_new(batch.schema(), arrays)
}

/// The entity that a tag names.
fn marked(tag: &str) -> Option<&str> {
    tag.strip_prefix("ic-").or_else(|| tag.strip_prefix("ic:")).filter(|id| !id.is_empty())
}
