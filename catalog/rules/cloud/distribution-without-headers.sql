/*
title = "A distribution sends no security headers"
severity = "low"
remedy = "Attach a response headers policy with HSTS, nosniff and a frame rule."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudFront::Distribution"]
references = ["CKV2_AWS_32"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'DistributionConfig.DefaultCacheBehavior.ResponseHeadersPolicyId') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudFront::Distribution'
