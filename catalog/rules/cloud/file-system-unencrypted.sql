/*
title = "A file system is not encrypted"
severity = "high"
remedy = "Copy it into an encrypted one."
effort_hours = 3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EFS::FileSystem"]
references = ["FSBP EFS.1", "CIS AWS 3.0.0 2.4.1", "CKV_AWS_42"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'Encrypted')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EFS::FileSystem'
