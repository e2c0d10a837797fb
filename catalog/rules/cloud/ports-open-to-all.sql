/*
title = "Ports beside those of the web answer to every address"
severity = "high"
remedy = "Open those of the web alone."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EC2::SecurityGroup"]
references = ["FSBP EC2.18"]
*/
SELECT
    entity,
    subject,
    setting(properties, 'EffectiveOpenPorts[*]') AS detail,
    CASE
        WHEN setting(properties, 'EffectiveOpenPorts') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'EffectiveOpenPorts[*]') IS NULL THEN 'pass'
        WHEN setting(properties, 'EffectiveOpenPorts[*]') IN ('80', '443', '80, 443', '443, 80', '80, 80, 443, 443', '443, 443', '80, 80') THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EC2::SecurityGroup'
    AND setting(properties, 'EffectiveOpenPorts') IS NOT NULL
