/*
title = "Anybody can read a bucket"
severity = "critical"
remedy = "Switch the public access block on, and serve sites through the distribution alone."
effort_hours = 1
roles = ["ceo", "cto"]
needs = ["resource"]
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP S3.2", "FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54"]
*/
SELECT
    bucket_exposure.entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE WHEN is_public IS NULL THEN 'what blocks it was not saved or not resolved' END AS detail,
    CASE
        WHEN is_public IS NULL THEN 'unknown'
        WHEN is_public THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    price.critical AS hazard_per_year,
    price.loss,
    file,
    line
FROM bucket_exposure
LEFT JOIN exposure_price AS price
    ON price.entity = bucket_exposure.entity
