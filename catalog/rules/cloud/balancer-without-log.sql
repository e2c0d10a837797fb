/*
title = "A load balancer writes no access log"
severity = "medium"
remedy = "Write access logs to a bucket."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::LoadBalancer"]
references = ["FSBP ELB.5", "CKV_AWS_91"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'LoadBalancerAttributes') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=access_logs.s3.enabled].Value') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'LoadBalancerAttributes[Key=access_logs.s3.enabled].Value') = 'true' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
