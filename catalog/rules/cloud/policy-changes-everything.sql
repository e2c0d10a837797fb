/*
title = "A policy may change or delete everything of a kind"
severity = "low"
reliability = "medium"
remedy = "Name the resources that it may change."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
references = ["CKV_AWS_111", "CKV_AWS_290"]
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
    AND regexp_like(actions, '(s3|dynamodb|rds|ec2|lambda|iam|kms|sqs|sns|secretsmanager|cloudformation):(Put|Delete|Update|Create|Write|Modify|Terminate|Attach)')
    AND NOT coalesce(any_action, false)
    AND conditions = ''
    AND type IN ('AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::UserPolicy', 'AWS::IAM::User', 'AWS::IAM::Group')
    AND path <> 'AssumeRolePolicyDocument'
