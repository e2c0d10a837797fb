/*
title = "Cost of the open work orders"
kind = "query"
unit = "money"
better = "down"
models = ["rental"]
needs = ["work_order"]
root = "sum"
roles = ["ceo", "cfo", "operator"]
formula = "sum of the costs of the open work orders; an order without a cost leaves the sum unsaid"
why = "What it takes to be done with it."
source = "table `work_order`"
*/
WITH open_order AS (
    SELECT
        entity,
        id,
        cost,
        commodity
    FROM work_order
    WHERE opened <= as_of()
        AND (closed IS NULL OR closed > as_of())
        AND status <> 'cancelled'
)
SELECT
    entity,
    CASE WHEN count(cost) = count(*) THEN sum(cost) END AS value,
    min(commodity) AS commodity,
    'cost of work order ' || string_agg(CASE WHEN cost IS NULL THEN id END, ', ' ORDER BY id) AS lacks
FROM open_order
GROUP BY entity
