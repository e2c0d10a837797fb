/*
title = "A distribution names no page for its root"
severity = "info"
remedy = "Name a default root object."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudFront::Distribution"]
references = ["FSBP CloudFront.1", "CKV_AWS_305"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'DistributionConfig.DefaultRootObject') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'DistributionConfig.DefaultRootObject'), '') = '' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudFront::Distribution'
    AND origin = 'template'
