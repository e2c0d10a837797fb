/*
title = "A task has no owner"
severity = "low"
remedy = "Put a name behind it."
effort_hours = 0.1
roles = ["ceo", "operator"]
needs = ["handoff_item"]
references = ["handoffs"]
*/
SELECT
    entity,
    coalesce(id, text) AS subject,
    text AS detail,
    file,
    line
FROM handoff_item
WHERE kind = 'task'
    AND NOT coalesce(done, false)
    AND owner IS NULL
