/*
title = "Nobody writes down who reads a bucket"
severity = "low"
remedy = "Log accesses to another bucket."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::S3::Bucket"]
references = ["FSBP S3.9", "CKV_AWS_18"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LoggingConfiguration') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoggingConfiguration') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::S3::Bucket'
    AND origin = 'template'
