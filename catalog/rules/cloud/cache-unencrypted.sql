/*
title = "A cache keeps or sends data without encryption"
severity = "medium"
remedy = "Encrypt it at rest and in transit."
effort_hours = 2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElastiCache::ReplicationGroup"]
references = ["FSBP ElastiCache.4", "FSBP ElastiCache.5", "CKV_AWS_29", "CKV_AWS_30"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'AtRestEncryptionEnabled') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'TransitEncryptionEnabled') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'AtRestEncryptionEnabled') = 'true' AND setting(properties, 'TransitEncryptionEnabled') = 'true' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElastiCache::ReplicationGroup'
