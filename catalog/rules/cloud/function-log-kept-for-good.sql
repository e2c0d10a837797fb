/*
title = "The log of a function is kept and paid for without end"
severity = "low"
remedy = "Declare its log group with a number of days."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Lambda::Function"]
references = ["FSBP CloudWatch.16"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveLogRetention')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Lambda::Function'
    AND setting(properties, 'EffectiveLogRetention') IS NOT NULL
