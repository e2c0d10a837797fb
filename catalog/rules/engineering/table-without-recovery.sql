/*
title = "A table has no way back"
severity = "high"
remedy = "Switch point-in-time recovery on; it costs cents for small tables."
effort_hours = 0.5
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["FSBP DynamoDB.2", "CKV_AWS_28"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE WHEN is_recoverable IS NULL THEN 'its backups were not saved or not resolved' END AS detail,
    CASE
        WHEN is_recoverable IS NULL THEN 'unknown'
        WHEN is_recoverable THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM table_recovery
