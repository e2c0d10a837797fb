/*
title = "A database can be set back by a few days alone"
severity = "low"
remedy = "Keep automatic backups for seven days at least."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]
references = ["FSBP RDS.11"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'BackupRetentionPeriod') = '(unknown)' THEN 'unknown'
        WHEN coalesce(TRY_CAST(setting(properties, 'BackupRetentionPeriod') AS BIGINT), 1) BETWEEN 1 AND 6 THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster')
    AND setting(properties, 'DBClusterIdentifier') IS NULL
