/*
title = "Requests to an API leave no trace through the parts behind it"
severity = "info"
remedy = "Switch X-Ray tracing on for the stage."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ApiGateway::Stage"]
references = ["FSBP APIGateway.3", "CKV_AWS_73"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'TracingEnabled')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ApiGateway::Stage'
