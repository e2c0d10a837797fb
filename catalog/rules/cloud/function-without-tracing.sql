/*
title = "Calls of a function leave no trace through the parts behind it"
severity = "info"
remedy = "Set tracing to Active."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Lambda::Function"]
references = ["FSBP Lambda.7", "CKV_AWS_50"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'TracingConfig.Mode')
        WHEN 'Active' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Lambda::Function'
