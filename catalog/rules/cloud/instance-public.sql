/*
title = "A machine has an address on the internet"
severity = "medium"
remedy = "Put a load balancer or a distribution before it."
effort_hours = 2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EC2::Instance"]
references = ["FSBP EC2.9", "CKV_AWS_88"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'AssociatePublicIpAddress') = 'true' THEN 'fail'
        WHEN setting(properties, 'NetworkInterfaces[*].AssociatePublicIpAddress') LIKE '%true%' THEN 'fail'
        WHEN setting(properties, 'AssociatePublicIpAddress') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'NetworkInterfaces[*].AssociatePublicIpAddress') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EC2::Instance'
