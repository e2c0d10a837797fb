/*
title = "A load balancer on the internet has no firewall before it"
severity = "medium"
remedy = "Associate a web ACL with it."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::LoadBalancer"]
references = ["FSBP ELB.16", "CKV2_AWS_28"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveFirewall')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
    AND setting(properties, 'EffectiveFirewall') IS NOT NULL
    AND coalesce(setting(properties, 'Scheme'), 'internet-facing') <> 'internal'
    AND coalesce(setting(properties, 'Type'), 'application') = 'application'
