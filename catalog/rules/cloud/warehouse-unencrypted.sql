/*
title = "A data warehouse is not encrypted on its disk"
severity = "high"
remedy = "Encrypt it with a key."
effort_hours = 3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::Redshift::Cluster"]
references = ["FSBP Redshift.10", "CKV_AWS_64"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'Encrypted')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Redshift::Cluster'
