/*
title = "A load balancer passes malformed headers on"
severity = "low"
remedy = "Drop invalid header fields."
effort_hours = 0.2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::LoadBalancer"]
references = ["FSBP ELB.4", "CKV_AWS_131"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LoadBalancerAttributes') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=routing.http.drop_invalid_header_fields.enabled].Value') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=routing.http.drop_invalid_header_fields.enabled].Value') = 'true' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
    AND coalesce(setting(properties, 'Type'), 'application') = 'application'
