/*
title = "Nobody would notice a changed trail"
severity = "low"
remedy = "Switch log file validation on."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CloudTrail::Trail"]
references = ["FSBP CloudTrail.4", "CIS AWS 3.0.0 3.2", "CKV_AWS_36"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EnableLogFileValidation')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CloudTrail::Trail'
