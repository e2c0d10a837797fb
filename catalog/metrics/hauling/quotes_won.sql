/*
title = "Quotes won"
kind = "flow"
unit = "count"
better = "up"
models = ["hauling"]
roles = ["ceo", "cmo", "operator"]
formula = "quotes that became a haul, by the day of the haul"
why = "What the phone turned into."
source = "table `job`, kind haul"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM job
WHERE kind = 'haul'
    AND status IN ('completed', 'paid_in_full', 'won')
