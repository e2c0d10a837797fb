/*
title = "A container can change its own programs"
severity = "low"
remedy = "Make its root file system read-only."
effort_hours = 0.5
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ECS::TaskDefinition"]
references = ["FSBP ECS.5", "CKV_AWS_336"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'ContainerDefinitions[*].ReadonlyRootFilesystem') LIKE '%(unknown)%' THEN 'unknown'
        WHEN coalesce(setting(properties, 'ContainerDefinitions[*].ReadonlyRootFilesystem'), 'false') LIKE '%false%' THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ECS::TaskDefinition'
