/*
title = "Shells or databases answer to every address"
severity = "critical"
remedy = "Close the ports, or name the addresses that may come."
effort_hours = 0.5
roles = ["ceo", "cto"]
needs = ["resource"]
types = ["AWS::EC2::SecurityGroup"]
parameters = ["hazard_critical", "hazard_high", "hazard_medium", "incident_loss"]
references = ["FSBP EC2.13", "FSBP EC2.14", "FSBP EC2.19", "CIS AWS 3.0.0 5.2", "CIS AWS 3.0.0 5.3", "CKV_AWS_24", "CKV_AWS_25"]
*/
SELECT
    cloud_resource.entity,
    subject,
    setting(properties, 'EffectiveOpenServices[*]') AS detail,
    CASE
        WHEN setting(properties, 'EffectiveOpenServices') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'EffectiveOpenServices[*]') IS NOT NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    price.critical AS hazard_per_year,
    price.loss,
    file,
    line
FROM cloud_resource
LEFT JOIN exposure_price AS price
    ON price.entity = cloud_resource.entity
WHERE type = 'AWS::EC2::SecurityGroup'
    AND setting(properties, 'EffectiveOpenServices') IS NOT NULL
