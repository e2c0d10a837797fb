/*
title = "A policy allows every action of a service on everything"
severity = "medium"
remedy = "Name the actions that are used, or the resources."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
references = ["FSBP IAM.21", "CKV_AWS_290"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    actions AS detail,
    CASE
        WHEN any_resource THEN 'fail'
        WHEN any_resource IS NULL THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM policy_statement
WHERE effect = 'Allow'
    AND actions LIKE '%:*%'
    AND NOT coalesce(any_action, false)
    AND type IN ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::User', 'AWS::IAM::Group')
    AND path <> 'AssumeRolePolicyDocument'
