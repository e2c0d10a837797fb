/*
title = "A database is not encrypted on its disk"
severity = "high"
remedy = "Restore a snapshot into an encrypted one."
effort_hours = 4
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]
references = ["FSBP RDS.3", "CIS AWS 3.0.0 2.3.1", "CKV_AWS_16", "CKV_AWS_96"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'StorageEncrypted')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster')
    AND setting(properties, 'DBClusterIdentifier') IS NULL
