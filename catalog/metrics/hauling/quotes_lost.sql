/*
title = "Quotes lost"
kind = "flow"
unit = "count"
better = "down"
dimensions = ["reason"]
models = ["hauling"]
roles = ["ceo", "cmo", "operator"]
formula = "quotes lost, by the day of the quote and the reason that was written down"
why = "Price is one answer. Being late is another."
source = "table `job`, kind haul"
*/
SELECT
    entity,
    date,
    1 AS value,
    coalesce(nullif(trim(lower(note)), ''), 'no reason written') AS reason,
    file,
    line
FROM job
WHERE kind = 'haul'
    AND status = 'lost'
