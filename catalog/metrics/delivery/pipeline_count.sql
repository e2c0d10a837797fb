/*
title = "Quotes out"
kind = "stock"
unit = "count"
better = "up"
models = ["delivery"]
needs = ["job"]
roles = ["ceo", "cfo", "operator"]
formula = "deliveries asked for and not decided"
why = "How many answers are awaited."
source = "table `job`, kind delivery"
*/
SELECT
    entity,
    1 AS value,
    file,
    line
FROM pipeline_job
