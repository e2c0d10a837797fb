/*
title = "A credential stands readable in a configuration"
severity = "high"
remedy = "Keep it in a secret store, read it at run time, and make a new one."
effort_hours = 1
roles = ["ceo", "cto"]
needs = ["resource"]
references = ["CWE-798", "FSBP ECS.8", "FSBP CodeBuild.2", "CKV_AWS_45", "CKV_AWS_46", "CKV_AWS_41"]
*/
SELECT
    entity,
    subject,
    setting(properties, 'PlaintextSecrets[*]') AS detail,
    'fail' AS verdict,
    file,
    line
FROM cloud_resource
WHERE setting(properties, 'PlaintextSecrets[*]') IS NOT NULL
