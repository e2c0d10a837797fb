/*
title = "A workflow leaves no log of its steps"
severity = "low"
remedy = "Set its log level to ERROR at least."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::StepFunctions::StateMachine"]
references = ["FSBP StepFunctions.1", "CKV_AWS_285"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LoggingConfiguration.Level') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'LoggingConfiguration.Level'), 'OFF') = 'OFF' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::StepFunctions::StateMachine'
