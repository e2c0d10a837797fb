/*
title = "A log is kept and paid for without end"
severity = "low"
remedy = "Say how many days it is kept."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Logs::LogGroup"]
references = ["FSBP CloudWatch.16", "CKV_AWS_66"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'RetentionInDays') = '(unknown)' THEN 'unknown'
        WHEN coalesce(TRY_CAST(setting(properties, 'RetentionInDays') AS BIGINT), 0) = 0 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Logs::LogGroup'
