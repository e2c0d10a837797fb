/*
title = "A database writes no log that outlives it"
severity = "low"
remedy = "Export its logs."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]
references = ["FSBP RDS.9", "CKV_AWS_129"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'EnableCloudwatchLogsExports') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'EnableCloudwatchLogsExports') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster')
    AND setting(properties, 'DBClusterIdentifier') IS NULL
