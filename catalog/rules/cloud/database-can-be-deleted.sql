/*
title = "A database can be deleted by mistake"
severity = "medium"
remedy = "Switch deletion protection on."
effort_hours = 0.1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance", "AWS::RDS::DBCluster"]
references = ["FSBP RDS.8", "FSBP RDS.7", "CKV_AWS_293"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'DeletionProtection')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::RDS::DBInstance', 'AWS::RDS::DBCluster')
    AND setting(properties, 'DBClusterIdentifier') IS NULL
