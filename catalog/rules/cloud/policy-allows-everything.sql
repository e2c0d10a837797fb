/*
title = "A policy allows every action on everything"
severity = "critical"
remedy = "Give it the few actions that are used, on the resources that they are used on."
effort_hours = 2
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["FSBP IAM.1", "CIS AWS 3.0.0 1.16", "CKV_AWS_62", "CKV_AWS_63"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    CASE
        WHEN any_action AND any_resource THEN 'fail'
        WHEN coalesce(any_action, true) AND coalesce(any_resource, true) THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM policy_statement
WHERE coalesce(effect, 'Allow') = 'Allow'
    AND type IN ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::User', 'AWS::IAM::Group')
    AND path <> 'AssumeRolePolicyDocument'
