/*
title = "A data warehouse has an address on the internet"
severity = "critical"
remedy = "Switch public access off."
effort_hours = 1
roles = ["ceo", "cto"]
needs = ["resource"]
types = ["AWS::Redshift::Cluster"]
references = ["FSBP Redshift.1", "CKV_AWS_87"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'PubliclyAccessible')
        WHEN 'true' THEN 'fail'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::Redshift::Cluster'
