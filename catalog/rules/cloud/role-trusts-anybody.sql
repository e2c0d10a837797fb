/*
title = "Anybody with an account can take a role"
severity = "critical"
remedy = "Name who may take it."
effort_hours = 0.5
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["CKV_AWS_60", "CKV_AWS_61"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE
        WHEN is_open THEN 'fail'
        WHEN is_open IS NULL THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM policy_statement
WHERE type = 'AWS::IAM::Role'
    AND path = 'AssumeRolePolicyDocument'
