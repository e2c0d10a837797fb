/*
title = "A cluster writes no log of who controls it"
severity = "medium"
remedy = "Switch audit logs on."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EKS::Cluster"]
references = ["FSBP EKS.8", "CKV_AWS_37"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'Logging') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'Logging.ClusterLogging.EnabledTypes') LIKE '%audit%' THEN 'pass'
        WHEN setting(properties, 'Logging.ClusterLogging.EnabledTypes') LIKE '%unknown%' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EKS::Cluster'
