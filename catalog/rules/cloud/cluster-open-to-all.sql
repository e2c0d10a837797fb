/*
title = "The control of a cluster answers to every address"
severity = "high"
remedy = "Close its public endpoint, or name the addresses."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::EKS::Cluster"]
references = ["FSBP EKS.1", "CKV_AWS_38", "CKV_AWS_39"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'ResourcesVpcConfig.EndpointPublicAccess') = 'false' THEN 'pass'
        WHEN setting(properties, 'ResourcesVpcConfig.EndpointPublicAccess') = '(unknown)' THEN 'unknown'
        WHEN coalesce(setting(properties, 'ResourcesVpcConfig.PublicAccessCidrs[*]'), '0.0.0.0/0') LIKE '%0.0.0.0/0%' THEN 'fail'
        WHEN setting(properties, 'ResourcesVpcConfig.PublicAccessCidrs[*]') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::EKS::Cluster'
