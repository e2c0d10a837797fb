/*
title = "A bucket keeps old versions and torn uploads for good"
severity = "info"
remedy = "Add a lifecycle rule that ends old versions and unfinished uploads."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::S3::Bucket"]
references = ["FSBP S3.13", "CKV2_AWS_61", "CKV_AWS_300"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LifecycleConfiguration') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LifecycleConfiguration') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::S3::Bucket'
    AND origin = 'template'
