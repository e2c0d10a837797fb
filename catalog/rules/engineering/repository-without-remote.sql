/*
title = "A repository stands on one machine alone"
severity = "high"
remedy = "Push it to a remote."
effort_hours = 0.3
roles = ["ceo", "cto"]
needs = ["repository"]
references = ["engineering.md 4, local risk"]
*/
SELECT
    entity,
    name AS subject,
    CASE WHEN has_remote THEN 'pass' ELSE 'fail' END AS verdict,
    file,
    line
FROM repository
