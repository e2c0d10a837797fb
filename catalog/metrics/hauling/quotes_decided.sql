/*
title = "Quotes decided"
kind = "flow"
unit = "count"
better = "none"
models = ["hauling"]
roles = ["ceo", "cmo", "operator"]
formula = "hauls done and quotes lost, by the day of the haul or the quote"
why = "The denominator of the share that is won."
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
    AND status IN ('completed', 'paid_in_full', 'won', 'lost')
