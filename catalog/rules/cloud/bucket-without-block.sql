/*
title = "A bucket does not say that it is closed to the public"
severity = "info"
remedy = "Declare the public access block; new buckets have it, old ones do not."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::S3::Bucket"]
references = ["FSBP S3.8", "CKV_AWS_53", "CKV_AWS_54", "CKV_AWS_55", "CKV_AWS_56"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'PublicAccessBlockConfiguration') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'PublicAccessBlockConfiguration') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::S3::Bucket'
    AND origin = 'template'
