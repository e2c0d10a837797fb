/*
title = "What happens in other regions is not written down"
severity = "high"
remedy = "Let the trail cover all regions."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudTrail::Trail"]
references = ["FSBP CloudTrail.1", "CIS AWS 3.0.0 3.1", "CKV_AWS_67"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'IsMultiRegionTrail')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudTrail::Trail'
