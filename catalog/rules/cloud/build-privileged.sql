/*
title = "A build runs with the rights of its machine"
severity = "low"
remedy = "Take the privilege away where no image is built."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::CodeBuild::Project"]
references = ["FSBP CodeBuild.5", "CKV_AWS_316"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'Environment.PrivilegedMode')
        WHEN 'true' THEN 'fail'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::CodeBuild::Project'
