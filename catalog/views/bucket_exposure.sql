-- Buckets, and whether anybody can read them once every block is considered: `true`, `false`, or null for cannot tell.
SELECT
    resource.entity,
    resource.logical_id,
    resource.origin,
    resource.template,
    CASE exposure.value
        WHEN 'true' THEN true
        WHEN 'false' THEN false
    END AS is_public,
    resource.file,
    resource.line
FROM resource
LEFT JOIN resource_property AS exposure
    ON exposure.entity = resource.entity
    AND exposure.source = resource.source
    AND exposure.type = resource.type
    AND exposure.logical_id = resource.logical_id
    AND exposure.origin = resource.origin
    AND exposure.path = 'EffectivePublic'
WHERE resource.type = 'AWS::S3::Bucket'
