/*
title = "A distribution fetches from its origin without encryption"
severity = "medium"
remedy = "Set the origin protocol policy to https-only."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudFront::Distribution"]
references = ["FSBP CloudFront.9"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'DistributionConfig.Origins[*].CustomOriginConfig.OriginProtocolPolicy') LIKE '%http-only%' THEN 'fail'
        WHEN setting(properties, 'DistributionConfig.Origins[*].CustomOriginConfig.OriginProtocolPolicy') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudFront::Distribution'
