/*
title = "A disk is not encrypted"
severity = "medium"
remedy = "Encrypt it, and switch encryption on by default for the account."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EC2::Volume"]
references = ["FSBP EC2.3", "CIS AWS 3.0.0 2.2.1", "CKV_AWS_3"]
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
WHERE type = 'AWS::EC2::Volume'
