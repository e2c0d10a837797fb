/*
title = "A role may do everything"
severity = "high"
remedy = "Give it the few actions that it uses."
effort_hours = 2
roles = ["ceo", "cto"]
needs = ["resource"]
types = ["AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"]
references = ["FSBP IAM.1", "CIS AWS 3.0.0 1.16", "CKV_AWS_274"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'ManagedPolicyArns[*]') LIKE '%/AdministratorAccess%' THEN 'fail'
        WHEN setting(properties, 'ManagedPolicyArns[*]') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group')
