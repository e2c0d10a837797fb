/*
title = "A distribution still speaks encryption that is broken"
severity = "medium"
remedy = "Set the minimum protocol version to TLSv1.2_2021."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudFront::Distribution"]
references = ["FSBP CloudFront.15", "CKV_AWS_174"]
*/
SELECT
    entity,
    subject,
    setting(properties, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion') AS detail,
    CASE
        WHEN setting(properties, 'DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate') = 'true' THEN 'pass'
        WHEN setting(properties, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion') LIKE 'TLSv1.2%' THEN 'pass'
        WHEN setting(properties, 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion') LIKE 'TLSv1.3%' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudFront::Distribution'
    AND setting(properties, 'DistributionConfig.ViewerCertificate') IS NOT NULL
