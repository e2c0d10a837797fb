/*
title = "Everything that starts in a subnet gets an address on the internet"
severity = "low"
remedy = "Give addresses to those that need one."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EC2::Subnet"]
references = ["FSBP EC2.15", "CKV_AWS_130"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'MapPublicIpOnLaunch')
        WHEN 'true' THEN 'fail'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EC2::Subnet'
