/*
title = "A task is overdue"
severity = "medium"
remedy = "Do it, move the day, or strike it out."
effort_hours = 0.1
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
needs = ["handoff_item"]
references = ["handoffs"]
*/
SELECT
    entity,
    coalesce(id, text) AS subject,
    text || ', due ' || CAST(due AS TEXT) AS detail,
    owner,
    due AS date,
    file,
    line
FROM handoff_item
WHERE kind = 'task'
    AND NOT coalesce(done, false)
    AND due < as_of()
