/*
title = "A machine gives its keys to whoever can make it fetch a page"
severity = "high"
remedy = "Require tokens of the metadata service."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EC2::Instance", "AWS::EC2::LaunchTemplate"]
references = ["FSBP EC2.8", "CIS AWS 3.0.0 5.6", "CKV_AWS_79"]
*/
SELECT
    entity,
    subject,
    CASE coalesce(setting(properties, 'MetadataOptions.HttpTokens'), setting(properties, 'LaunchTemplateData.MetadataOptions.HttpTokens'))
        WHEN 'required' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::EC2::Instance', 'AWS::EC2::LaunchTemplate')
