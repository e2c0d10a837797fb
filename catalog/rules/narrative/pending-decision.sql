/*
title = "A decision is pending"
severity = "low"
remedy = "Decide, and write down the date and the reason."
effort_hours = 0.5
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
needs = ["handoff_item"]
references = ["handoffs"]
*/
SELECT
    entity,
    text AS subject,
    owner,
    file,
    line
FROM handoff_item
WHERE kind = 'decision'
    AND starts_with(lower(text), 'open:')
