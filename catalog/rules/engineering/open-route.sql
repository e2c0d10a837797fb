/*
title = "Anybody can call a route without signing in"
severity = "high"
remedy = "Put an authorizer or IAM in front of it, or declare it public on purpose."
effort_hours = 2
roles = ["ceo", "cto"]
needs = ["resource"]
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP APIGateway.8", "CKV_AWS_59", "CKV_AWS_258", "CKV_AWS_309"]
*/
SELECT
    route.entity,
    CASE WHEN is_live THEN subject ELSE subject || ' (declared)' END AS subject,
    CASE auth
        WHEN 'open' THEN 'no sign-in'
        WHEN 'api_key_only' THEN 'an API key alone, which is no sign-in'
        WHEN 'unknown' THEN 'the sign-in could not be resolved'
    END AS detail,
    CASE auth
        WHEN 'api_key_only' THEN 'medium'
        ELSE 'high'
    END AS severity,
    CASE auth
        WHEN 'authenticated' THEN 'pass'
        WHEN 'unknown' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    price.high AS hazard_per_year,
    price.loss,
    file,
    line
FROM route
LEFT JOIN exposure_price AS price
    ON price.entity = route.entity
WHERE auth <> 'options'
