/*
title = "Clients"
kind = "stock"
unit = "count"
better = "up"
models = ["agency"]
needs = ["engagement"]
roles = ["ceo", "cfo", "operator"]
formula = "distinct clients of the engagements that run today"
why = "How many people expect work of us."
source = "table `engagement`"
*/
SELECT
    entity,
    1 AS value,
    min(file) AS file,
    min(line) AS line
FROM engagement
WHERE start <= as_of()
    AND ("end" IS NULL OR "end" >= as_of())
    AND status = 'active'
GROUP BY
    entity,
    client
