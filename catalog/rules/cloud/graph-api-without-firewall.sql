/*
title = "A GraphQL API has no firewall before it"
severity = "medium"
remedy = "Associate a web ACL with a rate rule with it."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::AppSync::GraphQLApi"]
references = ["CKV2_AWS_33"]
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
WHERE type = 'AWS::AppSync::GraphQLApi'
    AND setting(properties, 'EffectiveFirewall') IS NOT NULL
