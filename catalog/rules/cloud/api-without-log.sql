/*
title = "Nobody writes down who calls an API"
severity = "medium"
remedy = "Switch access logging on for the stage."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"]
references = ["FSBP APIGateway.1", "FSBP APIGateway.9", "CKV_AWS_76", "CKV_AWS_95"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'AccessLogSetting') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'AccessLogSettings') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'AccessLogSetting'), setting(properties, 'AccessLogSettings')) IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage')
