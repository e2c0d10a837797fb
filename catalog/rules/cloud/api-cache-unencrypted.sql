/*
title = "Answers of an API lie unencrypted in its cache"
severity = "medium"
remedy = "Encrypt the cache, or switch it off."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ApiGateway::Stage"]
references = ["FSBP APIGateway.5", "CKV_AWS_308"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'CacheClusterEnabled') = '(unknown)' THEN 'unknown'
        WHEN setting(properties, 'MethodSettings[*].CacheDataEncrypted') LIKE '%false%' THEN 'fail'
        WHEN setting(properties, 'MethodSettings[*].CacheDataEncrypted') LIKE '%(unknown)%' THEN 'unknown'
        WHEN setting(properties, 'MethodSettings[*].CacheDataEncrypted') IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ApiGateway::Stage'
    AND setting(properties, 'CacheClusterEnabled') IN ('true', '(unknown)')
