/*
title = "A function runs on a runtime past its end"
severity = "high"
remedy = "Move it to a supported runtime before deployments are blocked."
effort_hours = 3
roles = ["ceo", "cto"]
needs = ["resource"]
over = "scope"
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP Lambda.2"]
*/
SELECT
    function_runtime.entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    coalesce(runtime, 'runtime not resolved') || coalesce(', ended ' || CAST(ended AS TEXT), '') || CASE WHEN blocked <= as_of() THEN ', updates blocked' ELSE '' END AS detail,
    CASE
        WHEN runtime IS NULL OR NOT is_listed THEN 'unknown'
        WHEN ended <= as_of() THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    ended AS date,
    price.high AS hazard_per_year,
    price.loss,
    file,
    line
FROM function_runtime
LEFT JOIN exposure_price AS price
    ON price.entity = function_runtime.entity
