/*
title = "An API has no firewall before it"
severity = "medium"
remedy = "Associate a web ACL with a rate rule with the stage."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ApiGateway::Stage"]
references = ["FSBP APIGateway.4", "CKV2_AWS_29"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveFirewall')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ApiGateway::Stage'
    AND setting(properties, 'EffectiveFirewall') IS NOT NULL
