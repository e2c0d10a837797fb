/*
title = "A database has no backup to go back to"
severity = "high"
remedy = "Keep automatic backups for seven days at least."
effort_hours = 0.3
roles = ["ceo", "cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]
references = ["FSBP RDS.11", "CKV_AWS_133"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'BackupRetentionPeriod') = '(unknown)' THEN 'unknown'
        WHEN TRY_CAST(setting(properties, 'BackupRetentionPeriod') AS BIGINT) < 1 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster')
    AND setting(properties, 'DBClusterIdentifier') IS NULL
