/*
title = "A listener answers without encryption"
severity = "high"
remedy = "Redirect it to https."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::Listener"]
references = ["FSBP ELB.1", "CKV_AWS_2", "CKV2_AWS_20"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'Protocol') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'Protocol') <> 'HTTP' THEN 'pass'
        WHEN setting(properties, 'DefaultActions[*].Type') LIKE '%redirect%' THEN 'pass'
        WHEN setting(properties, 'DefaultActions[*].Type') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::Listener'
