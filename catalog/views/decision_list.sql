/*
title = "Decisions pending"
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
needs = ["handoff_item"]
columns = [
    { id = "decision", title = "Decision" },
    { id = "owner", title = "Owner" },
]
*/
SELECT
    entity,
    text AS decision,
    owner,
    file,
    line
FROM handoff_item
WHERE kind = 'decision'
    AND starts_with(lower(text), 'open:')
ORDER BY
    entity,
    line
