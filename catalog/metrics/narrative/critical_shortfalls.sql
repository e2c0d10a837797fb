/*
title = "Critical shortfalls"
kind = "stock"
unit = "count"
better = "down"
needs = ["handoff_item"]
roles = ["ceo", "cto", "cfo", "cmo", "accounting", "operator"]
formula = "open tasks under a heading that says critical shortfalls, counted"
why = "A list is counted from its items, not from the sentence above it."
source = "demo-portfolio.md, claims; DESIGN 8"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM handoff_item
WHERE kind = 'task'
    AND NOT coalesce(done, false)
    AND lower(section) LIKE '%critical shortfall%'
