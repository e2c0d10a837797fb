/*
title = "A load balancer can be deleted by mistake"
severity = "low"
remedy = "Switch deletion protection on."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::LoadBalancer"]
references = ["FSBP ELB.6", "CKV_AWS_150"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LoadBalancerAttributes') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=deletion_protection.enabled].Value') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=deletion_protection.enabled].Value') = 'true' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
