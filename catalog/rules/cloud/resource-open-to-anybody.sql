/*
title = "Anybody with an account can use a resource"
severity = "critical"
remedy = "Name who may use it, or narrow it to a source."
effort_hours = 0.5
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["FSBP SQS.3", "FSBP SNS.4", "FSBP KMS.5", "FSBP Lambda.1", "CKV_AWS_168", "CKV_AWS_169", "CKV_AWS_301"]
*/
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    replace(type, 'AWS::', '') AS detail,
    CASE
        WHEN is_open THEN 'fail'
        WHEN is_open IS NULL THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM policy_statement
WHERE NOT starts_with(type, 'AWS::IAM::')
    AND NOT starts_with(type, 'AWS::S3::')
