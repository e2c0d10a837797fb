/*
title = "A distribution still answers without encryption"
severity = "medium"
remedy = "Set the viewer protocol policy to redirect to https."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
references = ["FSBP CloudFront.3", "CKV_AWS_34"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    value AS detail,
    CASE
        WHEN value IS NULL THEN 'unknown'
        WHEN value = 'allow-all' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM resource_property
WHERE type = 'AWS::CloudFront::Distribution'
    AND path = 'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy'
