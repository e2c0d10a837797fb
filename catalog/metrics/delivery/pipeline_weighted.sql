/*
title = "Pipeline, weighted"
kind = "stock"
unit = "money"
better = "up"
dimensions = ["stage"]
models = ["delivery"]
needs = ["job"]
roles = ["ceo", "cfo", "operator"]
formula = "price x chance of the deliveries asked for and not decided; under 20 decided quotes the chances are opinion"
why = "What is likely to come, if the chances are honest."
source = "finance.md 2.5, Delivery"
*/
SELECT
    entity,
    CAST(gross AS DECIMAL(14, 2)) * CAST(stage_probability AS DECIMAL(6, 4)) AS value,
    commodity,
    stage,
    file,
    line
FROM pipeline_job
WHERE stage_probability IS NOT NULL
