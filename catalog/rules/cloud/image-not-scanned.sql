/*
title = "Images are not searched for known holes"
severity = "medium"
remedy = "Scan on push."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ECR::Repository"]
references = ["FSBP ECR.1", "CKV_AWS_163"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'ImageScanningConfiguration.ScanOnPush')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ECR::Repository'
