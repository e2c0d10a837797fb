/*
title = "A table has no way back"
severity = "high"
remedy = "Switch point-in-time recovery on; it costs cents for small tables."
effort_hours = 0.5
roles = ["ceo", "cto"]
needs = ["resource"]
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP DynamoDB.2", "CKV_AWS_28"]
*/
SELECT
    table_recovery.entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE WHEN is_recoverable IS NULL THEN 'its backups were not saved or not resolved' END AS detail,
    CASE
        WHEN is_recoverable IS NULL THEN 'unknown'
        WHEN is_recoverable THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    price.high AS hazard_per_year,
    price.loss,
    file,
    line
FROM table_recovery
LEFT JOIN exposure_price AS price
    ON price.entity = table_recovery.entity
