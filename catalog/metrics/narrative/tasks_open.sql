/*
title = "Open tasks"
kind = "stock"
unit = "count"
better = "down"
needs = ["handoff_item"]
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
formula = "tasks of the handoffs whose box is not ticked"
why = "What was promised and is not done."
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
