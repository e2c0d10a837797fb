-- Tables of DynamoDB, and whether they can be set back to a point in time: `true`, `false`, or null for cannot tell.
SELECT
    resource.entity,
    resource.logical_id,
    resource.origin,
    resource.template,
    CASE
        WHEN recovery.path IS NULL THEN false
        WHEN recovery.value = 'true' THEN true
        WHEN recovery.value = 'false' THEN false
    END AS is_recoverable,
    resource.file,
    resource.line
FROM resource
LEFT JOIN resource_property AS recovery
    ON recovery.entity = resource.entity
    AND recovery.source = resource.source
    AND recovery.type = resource.type
    AND recovery.logical_id = resource.logical_id
    AND recovery.origin = resource.origin
    AND recovery.path = 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled'
WHERE resource.type = 'AWS::DynamoDB::Table'
