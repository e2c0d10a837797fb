/*
title = "A database does not take security updates by itself"
severity = "medium"
remedy = "Switch automatic minor upgrades on."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::RDS::DBInstance"]
references = ["FSBP RDS.13", "CIS AWS 3.0.0 2.3.2", "CKV_AWS_226"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'AutoMinorVersionUpgrade')
        WHEN 'false' THEN 'fail'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::RDS::DBInstance'
