/*
title = "Pipeline"
kind = "stock"
unit = "money"
better = "up"
dimensions = ["stage"]
models = ["delivery"]
needs = ["job"]
roles = ["ceo", "cfo", "operator"]
formula = "price of the deliveries asked for and not decided, by stage"
why = "What could come, if everybody said yes."
source = "finance.md 2.5, Delivery"
*/
SELECT
    entity,
    gross AS value,
    commodity,
    stage,
    file,
    line
FROM pipeline_job
