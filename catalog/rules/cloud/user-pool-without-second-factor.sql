/*
title = "Users of an application sign in with a password alone"
severity = "low"
remedy = "Offer a second factor, and ask administrators for it."
effort_hours = 2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Cognito::UserPool"]
references = ["CWE-308"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'MfaConfiguration') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'MfaConfiguration'), 'OFF') = 'OFF' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Cognito::UserPool'
