/*
title = "A key is never renewed"
severity = "medium"
remedy = "Switch rotation on."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::KMS::Key"]
references = ["FSBP KMS.4", "CIS AWS 3.0.0 3.6", "CKV_AWS_7"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EnableKeyRotation')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::KMS::Key'
    AND coalesce(setting(properties, 'KeySpec'), 'SYMMETRIC_DEFAULT') = 'SYMMETRIC_DEFAULT'
