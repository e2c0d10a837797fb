/*
title = "Units"
kind = "stock"
unit = "count"
better = "none"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "operator"]
formula = "units that have ever been on the rent roll"
why = "The whole that occupancy is a part of."
source = "finance.md 2.5, Rental"
*/
SELECT
    entity,
    min(start) AS date,
    1 AS value,
    min(file) AS file,
    min(line) AS line
FROM lease
GROUP BY
    entity,
    unit
