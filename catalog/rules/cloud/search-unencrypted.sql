/*
title = "A search cluster keeps or sends data without encryption"
severity = "high"
remedy = "Encrypt it at rest, between nodes, and take https alone."
effort_hours = 2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"]
references = ["FSBP Opensearch.1", "FSBP Opensearch.3", "FSBP Opensearch.8", "CKV_AWS_5", "CKV_AWS_6", "CKV_AWS_83"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'EncryptionAtRestOptions.Enabled') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'NodeToNodeEncryptionOptions.Enabled') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'DomainEndpointOptions.EnforceHTTPS') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'EncryptionAtRestOptions.Enabled') = 'true' AND setting(properties, 'NodeToNodeEncryptionOptions.Enabled') = 'true' AND setting(properties, 'DomainEndpointOptions.EnforceHTTPS') = 'true' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain')
