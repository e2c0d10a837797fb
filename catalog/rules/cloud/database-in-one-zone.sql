/*
title = "A database stands in one data centre alone"
severity = "low"
remedy = "Let it stand in two where an hour without it costs more."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance"]
references = ["FSBP RDS.5", "CKV_AWS_157"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'MultiAZ')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::RDS::DBInstance'
    AND setting(properties, 'DBClusterIdentifier') IS NULL
