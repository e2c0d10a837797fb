/*
title = "Deliveries done"
kind = "flow"
unit = "count"
better = "up"
models = ["delivery"]
roles = ["ceo", "cfo", "operator"]
formula = "deliveries by the day they ended"
why = "The unit of the trade."
source = "finance.md 2.5, Delivery"
*/
SELECT
    entity,
    coalesce(end_date, date) AS date,
    1 AS value,
    file,
    line
FROM job
WHERE kind = 'delivery'
    AND status IN ('completed', 'paid_in_full')
