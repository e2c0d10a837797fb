/*
title = "A bucket keeps no earlier versions"
severity = "low"
remedy = "Switch versioning on where the content cannot be made again."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
references = ["FSBP S3.14", "CKV_AWS_21"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE
        WHEN value IS NULL THEN 'unknown'
        WHEN value = 'Enabled' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM resource_property
WHERE type = 'AWS::S3::Bucket'
    AND path = 'VersioningConfiguration.Status'
