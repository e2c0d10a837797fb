/*
title = "A search cluster has an address on the internet"
severity = "high"
remedy = "Put it into a network of its own."
effort_hours = 4
roles = ["cto"]
needs = ["resource"]
types = ["AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain"]
references = ["FSBP Opensearch.2", "CKV_AWS_137"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'VPCOptions.SubnetIds') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'VPCOptions.SubnetIds') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type IN ('AWS::OpenSearchService::Domain', 'AWS::Elasticsearch::Domain')
