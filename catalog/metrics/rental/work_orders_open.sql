/*
title = "Open work orders"
kind = "stock"
unit = "count"
better = "down"
models = ["rental"]
needs = ["work_order"]
roles = ["ceo", "operator"]
formula = "work orders opened and not closed by the last day of the period"
why = "Small repairs grow."
source = "table `work_order`"
*/
SELECT
    entity,
    opened AS date,
    1 AS value,
    file,
    line
FROM work_order
WHERE status <> 'cancelled'
UNION ALL
SELECT
    entity,
    closed AS date,
    -1 AS value,
    file,
    line
FROM work_order
WHERE status <> 'cancelled'
    AND closed IS NOT NULL
