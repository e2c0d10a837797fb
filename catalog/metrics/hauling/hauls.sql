/*
title = "Hauls done"
kind = "flow"
unit = "count"
better = "up"
models = ["hauling"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "hauls completed, by their day"
why = "The unit of the trade."
source = "finance.md 2.5, Trucks"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM job
WHERE kind = 'haul'
    AND status IN ('completed', 'paid_in_full')
