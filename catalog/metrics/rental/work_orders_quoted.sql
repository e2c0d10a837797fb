/*
title = "Open work orders with a price"
kind = "stock"
unit = "money"
better = "down"
display = "exact"
models = ["rental"]
needs = ["work_order"]
roles = ["ceo", "cfo", "operator"]
formula = "sum of the costs of the open work orders that have one"
why = "A floor under what the repairs will cost."
source = "table `work_order`"
*/
SELECT
    entity,
    cost AS value,
    commodity,
    file,
    line
FROM work_order
WHERE opened <= as_of()
    AND (closed IS NULL OR closed > as_of())
    AND status <> 'cancelled'
    AND cost IS NOT NULL
