/*
title = "A queue is not encrypted"
severity = "medium"
remedy = "Leave encryption on, which it is by default."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::SQS::Queue"]
references = ["FSBP SQS.1", "CKV_AWS_27"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'KmsMasterKeyId') IS NOT NULL THEN 'pass'
        WHEN setting(properties, 'SqsManagedSseEnabled') = 'false' THEN 'fail'
        WHEN setting(properties, 'SqsManagedSseEnabled') = '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::SQS::Queue'
