/*
title = "A table can be deleted by mistake"
severity = "low"
remedy = "Switch deletion protection on."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::DynamoDB::Table"]
references = ["FSBP DynamoDB.6"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'DeletionProtectionEnabled')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::DynamoDB::Table'
