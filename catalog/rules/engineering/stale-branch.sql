/*
title = "A branch is old and not merged"
severity = "low"
remedy = "Merge it or delete it."
effort_hours = 0.2
roles = ["cto"]
needs = ["git_branch"]
parameters = ["stale_branch_days"]
references = ["engineering.md 4, stale branch"]
*/
SELECT
    entity,
    repository || ': ' || name AS subject,
    'last commit on ' || CAST(tip_at_day AS TEXT) AS detail,
    tip_at_day AS date,
    file,
    line
FROM stale_branch
