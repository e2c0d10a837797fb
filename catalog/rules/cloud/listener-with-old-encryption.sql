/*
title = "A listener still speaks encryption that is broken"
severity = "medium"
remedy = "Choose a security policy of TLS 1.2 or newer."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ElasticLoadBalancingV2::Listener"]
constants = ["1.2"]
references = ["FSBP ELB.17", "CKV_AWS_103"]
*/
SELECT
    entity,
    subject,
    coalesce(setting(properties, 'SslPolicy'), 'the default policy') AS detail,
    CASE
        WHEN setting(properties, 'SslPolicy') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'SslPolicy') LIKE 'ELBSecurityPolicy-TLS13%' THEN 'pass'
        WHEN setting(properties, 'SslPolicy') LIKE '%-1-2-%' THEN 'pass'
        WHEN setting(properties, 'SslPolicy') LIKE '%FS-1-2%' THEN 'pass'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ElasticLoadBalancingV2::Listener'
    AND setting(properties, 'Protocol') IN ('HTTPS', 'TLS')
