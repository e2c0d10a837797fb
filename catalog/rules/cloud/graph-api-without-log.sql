/*
title = "A GraphQL API writes no log of its fields"
severity = "low"
remedy = "Set the field log level to ERROR at least."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::AppSync::GraphQLApi"]
references = ["FSBP AppSync.2", "CKV_AWS_193"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LogConfig.FieldLogLevel') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'LogConfig.FieldLogLevel'), 'NONE') = 'NONE' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::AppSync::GraphQLApi'
