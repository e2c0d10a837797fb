/*
title = "What a tag of an image means can change"
severity = "medium"
remedy = "Make tags immutable."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ECR::Repository"]
references = ["FSBP ECR.2", "CKV_AWS_51"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'ImageTagMutability')
        WHEN 'IMMUTABLE' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ECR::Repository'
