/*
title = "A container runs with the rights of its machine"
severity = "high"
remedy = "Take the privilege away."
effort_hours = 1
roles = ["cto"]
needs = ["resource"]
types = ["AWS::ECS::TaskDefinition"]
references = ["FSBP ECS.4", "CKV_AWS_334"]
*/
SELECT
    entity,
    subject,
    CASE
        WHEN setting(properties, 'ContainerDefinitions[*].Privileged') LIKE '%true%' THEN 'fail'
        WHEN setting(properties, 'ContainerDefinitions[*].Privileged') LIKE '%(unknown)%' THEN 'unknown'
        ELSE 'pass'
    END AS verdict,
    file,
    line
FROM cloud_resource
WHERE type = 'AWS::ECS::TaskDefinition'
