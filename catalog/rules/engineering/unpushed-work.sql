/*
title = "Work lies on one machine and is not pushed"
severity = "medium"
remedy = "Commit and push it, or throw it away on purpose."
effort_hours = 0.3
roles = ["cto"]
needs = ["repository"]
references = ["engineering.md 4, local risk"]
*/
SELECT
    entity,
    name AS subject,
    reason AS detail,
    file,
    line
FROM risky_repository
WHERE has_remote
