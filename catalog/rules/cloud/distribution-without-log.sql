/*
title = "A distribution writes no access log"
severity = "low"
remedy = "Write access logs to a bucket."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudFront::Distribution"]
references = ["FSBP CloudFront.5", "CKV_AWS_86"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'DistributionConfig.Logging.Bucket') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'DistributionConfig.Logging.Bucket') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudFront::Distribution'
    AND origin = 'template'
