/*
title = "An API takes requests as fast as they come"
severity = "medium"
remedy = "Set a rate and a burst on the stage; a usage plan meters and does not protect."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ApiGateway::Stage", "AWS::ApiGatewayV2::Stage"]
references = ["engineering.md 4, rate limit"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveThrottle')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::ApiGateway::Stage', 'AWS::ApiGatewayV2::Stage')
    AND setting(properties, 'EffectiveThrottle') IS NOT NULL
