/*
title = "A credential lies open in a repository"
severity = "critical"
remedy = "Make a new key, put it where the program reads it at run time, then revoke the old one."
effort_hours = 1
roles = ["ceo", "cto"]
needs = ["repository"]
references = ["CWE-798", "CKV_SECRET_6", "FSBP CodeBuild.2"]
*/
SELECT
    entity,
    coalesce(repository || ': ', '') || path || ' (' || rule || ')' AS subject,
    CASE WHEN in_head THEN 'in the current code' ELSE 'in the history' END AS detail,
    CASE WHEN in_head THEN 'critical' ELSE 'high' END AS severity,
    file,
    line
FROM secret_hit
