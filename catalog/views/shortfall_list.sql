/*
title = "Critical shortfalls"
roles = ["ceo", "cto", "cfo", "cmo", "accounting", "operator"]
needs = ["handoff_item"]
columns = [
    { id = "shortfall", title = "Shortfall" },
    { id = "owner", title = "Owner" },
    { id = "due", title = "Due", unit = "date" },
]
*/
SELECT
    entity,
    text AS shortfall,
    owner,
    due,
    file,
    line
FROM handoff_item
WHERE kind = 'task'
    AND NOT coalesce(done, false)
    AND lower(section) LIKE '%critical shortfall%'
ORDER BY
    entity,
    due NULLS LAST,
    line
