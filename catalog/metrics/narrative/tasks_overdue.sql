/*
title = "Overdue tasks"
kind = "stock"
unit = "count"
better = "down"
needs = ["handoff_item"]
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
formula = "open tasks whose day has passed"
why = "Either the day or the task was not meant."
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
    AND due < as_of()
