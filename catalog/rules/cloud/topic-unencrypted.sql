/*
title = "A topic is not encrypted"
severity = "low"
remedy = "Name a key for it."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::SNS::Topic"]
references = ["FSBP SNS.1", "CKV_AWS_26"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'KmsMasterKeyId') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'KmsMasterKeyId') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::SNS::Topic'
