/*
title = "A credential lies open in a repository"
severity = "critical"
remedy = "Make a new key, put it where the program reads it at run time, then revoke the old one."
effort_hours = 1
roles = ["ceo", "cto"]
needs = ["repository"]
references = ["CWE-798", "CKV_SECRET_6", "FSBP CodeBuild.2"]
*/
-- One finding is one value in one entity, named by the place that it came to first, so that it keeps
-- its name when it moves; its places are its evidence.
SELECT
    entity,
    secret AS subject,
    CASE
        WHEN NOT is_in_head THEN 'in the history alone'
        WHEN is_where_it_was THEN 'in the current code'
        ELSE 'moved, now in ' || min(CASE WHEN in_head THEN place END) OVER (PARTITION BY entity, secret)
    END
    || CASE WHEN n_places > 1 THEN ', ' || n_places || ' places' ELSE '' END AS detail,
    'fail' AS verdict,
    severity,
    file,
    line
FROM secret_place
UNION ALL
-- What could not be read is not clean.
SELECT
    entity,
    name || ': not searched' AS subject,
    CASE
        WHEN files_unsearched > 0 THEN files_unsearched || ' versions of files could not be searched'
        ELSE 'older history was not cloned'
    END AS detail,
    'unknown' AS verdict,
    'high' AS severity,
    file,
    line
FROM repository
WHERE
    files_unsearched > 0
    OR shallow
UNION ALL
SELECT
    entity,
    name AS subject,
    NULL AS detail,
    'pass' AS verdict,
    'info' AS severity,
    file,
    line
FROM repository AS searched
WHERE
    files_unsearched = 0
    AND NOT coalesce(shallow, false)
    AND NOT EXISTS (
        SELECT 1
        FROM secret_hit
        WHERE
            secret_hit.entity = searched.entity
            AND secret_hit.repository = searched.name
    )
