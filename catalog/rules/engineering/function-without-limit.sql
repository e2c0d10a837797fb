/*
title = "A function has no limit of its own"
severity = "low"
remedy = "Reserve a concurrency for what faces the outside, so that a flood stays small and cheap."
effort_hours = 0.3
roles = ["cto"]
needs = ["resource"]
references = ["engineering.md 4, rate limit"]
*/
SELECT
    resource.entity,
    resource.logical_id AS subject,
    CASE
        WHEN reserved.path IS NOT NULL AND reserved.value IS NULL THEN 'unknown'
        WHEN reserved.path IS NULL THEN 'fail'
        ELSE 'pass'
    END AS verdict,
    resource.file,
    resource.line
FROM resource
LEFT JOIN resource_property AS reserved
    ON reserved.entity = resource.entity
    AND reserved.source = resource.source
    AND reserved.type = resource.type
    AND reserved.logical_id = resource.logical_id
    AND reserved.origin = resource.origin
    AND reserved.path = 'ReservedConcurrentExecutions'
WHERE resource.type = 'AWS::Lambda::Function'
    AND resource.origin <> 'template'
