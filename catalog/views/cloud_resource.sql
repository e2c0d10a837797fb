-- Resources of the cloud, live and declared, with the name that findings give them; properties as JSON text for `setting`.
SELECT
    entity,
    CASE WHEN origin = 'template' THEN logical_id || ' (declared)' ELSE logical_id END AS subject,
    type,
    origin,
    template,
    logical_id,
    properties,
    file,
    line
FROM resource
