/*
title = "Users of an application may choose short passwords"
severity = "medium"
remedy = "Ask for eight letters at least."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Cognito::UserPool"]
references = ["CWE-521"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'Policies.PasswordPolicy.MinimumLength') = '(unknown)' THEN 'unknown'
        WHEN TRY_CAST(setting(properties, 'Policies.PasswordPolicy.MinimumLength') AS BIGINT) < 8 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Cognito::UserPool'
