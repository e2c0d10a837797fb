/*
title = "Tasks without an owner"
kind = "stock"
unit = "count"
better = "down"
needs = ["handoff_item"]
roles = ["ceo", "operator"]
formula = "open tasks that name nobody"
why = "Nobody's task is nobody's."
source = "handoffs"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM handoff_item
WHERE kind = 'task'
    AND NOT coalesce(done, false)
    AND owner IS NULL
