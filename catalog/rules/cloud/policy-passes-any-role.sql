/*
title = "Whoever has a policy can take any role"
severity = "high"
remedy = "Name the roles that it may pass on."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
references = ["CKV_AWS_110", "CWE-269"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE
        WHEN any_resource THEN 'fail'
        WHEN any_resource IS NULL THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM policy_statement
WHERE effect = 'Allow'
    AND (lower(actions) LIKE '%iam:passrole%' OR lower(actions) LIKE '%iam:*%')
    AND conditions = ''
    AND type IN ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::User', 'AWS::IAM::Group')
    AND path <> 'AssumeRolePolicyDocument'
