/*
title = "A database has an address on the internet"
severity = "critical"
remedy = "Switch public access off and reach it through the network."
effort_hours = 2
roles = ["ceo", "cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance"]
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP RDS.2", "CIS AWS 3.0.0 2.3.3", "CKV_AWS_17"]
*/
SELECT
    cloud_resource.entity,
    subject,
    CASE setting(properties, 'PubliclyAccessible')
        WHEN 'true' THEN 'fail'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    price.critical AS hazard_per_year,
    price.loss,
    file,
    line
FROM cloud_resource
LEFT JOIN exposure_price AS price
    ON price.entity = cloud_resource.entity
WHERE type = 'AWS::RDS::DBInstance'
