/*
title = "Loads hauled"
kind = "flow"
unit = "count"
better = "up"
models = ["hauling"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "loads of the hauls done (one where a haul does not say how many), by their day"
why = "A haul of three loads is three trips to the dump."
source = "finance.md 2.5, Trucks"
*/
SELECT
    entity,
    date,
    coalesce(units, 1) AS value,
    file,
    line
FROM job
WHERE kind = 'haul'
    AND status IN ('completed', 'paid_in_full')
