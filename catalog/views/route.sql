-- What can be called from outside: routes of APIs and URLs of functions, as templates declare them and as they are live.
-- `auth`: open, authenticated, api_key_only, options, unknown.
SELECT
    entity,
    concat_ws(' ', api, method, path) AS subject,
    template IS NULL AS is_live,
    auth,
    file,
    line
FROM endpoint
UNION ALL
SELECT
    resource_property.entity,
    'URL of function ' || replace(resource_property.logical_id, '.url', '') AS subject,
    true AS is_live,
    CASE
        WHEN resource_property.value = 'NONE' THEN 'open'
        WHEN resource_property.value IS NULL THEN 'unknown'
        ELSE 'authenticated'
    END AS auth,
    resource_property.file,
    resource_property.line
FROM resource_property
WHERE resource_property.type = 'AWS::Lambda::Url'
    AND resource_property.path = 'AuthType'
    AND resource_property.origin <> 'template'
