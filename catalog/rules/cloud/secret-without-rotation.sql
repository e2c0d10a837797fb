/*
title = "A stored secret is never renewed"
severity = "low"
remedy = "Let it rotate."
effort_hours = 2
roles = ["cto"]
needs = ["resource"]
types = ["AWS::SecretsManager::Secret"]
references = ["FSBP SecretsManager.1", "CKV2_AWS_57"]
*/
SELECT
    entity,
    subject,
    CASE setting(properties, 'EffectiveRotation')
        WHEN 'true' THEN 'pass'
        WHEN '(unknown)' THEN 'unknown'
        ELSE 'fail'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::SecretsManager::Secret'
    AND setting(properties, 'EffectiveRotation') IS NOT NULL
