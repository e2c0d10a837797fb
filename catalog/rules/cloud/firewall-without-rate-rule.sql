/*
title = "A firewall lets any number of requests through"
severity = "medium"
remedy = "Add a rate-based rule that counts by address."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::WAFv2::WebACL"]
references = ["engineering.md 4, rate limit"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveRateLimit')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::WAFv2::WebACL'
    AND setting(properties, 'EffectiveRateLimit') IS NOT NULL
