/*
title = "A source has no row of late, or could not be read"
severity = "medium"
reliability = "high"
remedy = "Export the file again, or take the source out of the configuration."
effort_hours = 0.3
roles = ["ceo", "cto", "cfo", "accounting"]
parameters = ["stale_source_days"]
references = ["DESIGN 8"]
*/
SELECT
    source_status.entity,
    source_status.source AS subject,
    CASE
        WHEN source_status.is_missing THEN 'could not be read'
        ELSE 'last row on ' || CAST(source_status.last_date AS TEXT)
    END AS detail,
    CASE WHEN source_status.is_missing THEN 'high' ELSE 'medium' END AS severity
FROM source_status
INNER JOIN parameter_for
    ON parameter_for.entity = source_status.entity
    AND parameter_for.name = 'stale_source_days'
WHERE source_status.is_missing
    OR (
        source_status.last_date + CAST(parameter_for.value AS INTEGER) < as_of()
        AND coalesce(source_status.covers_end <= as_of(), true)
        AND source_status.kind IN ('ledger', 'bank', 'csv', 'cost', 'import')
    )
