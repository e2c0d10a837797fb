/*
title = "Decisions pending"
kind = "stock"
unit = "count"
better = "down"
needs = ["handoff_item"]
roles = ["ceo", "cto", "cfo", "cmo", "operator"]
formula = "decisions of the handoffs that begin with open:"
why = "Somebody waits for each of them."
source = "handoffs"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM handoff_item
WHERE kind = 'decision'
    AND starts_with(lower(text), 'open:')
