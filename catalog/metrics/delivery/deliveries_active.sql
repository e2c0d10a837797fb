/*
title = "Deliveries under way"
kind = "stock"
unit = "count"
better = "none"
models = ["delivery"]
needs = ["job"]
roles = ["ceo", "cfo", "operator"]
formula = "deliveries begun and not ended on the last day of the period"
why = "Boats that are on the water in our name today."
source = "table `job`, kind delivery"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM job
WHERE kind = 'delivery'
    AND status IN ('won', 'completed', 'paid_in_full', 'deposit_received')
UNION ALL
SELECT
    entity,
    end_date + 1 AS date,
    -1 AS value,
    file,
    line
FROM job
WHERE kind = 'delivery'
    AND status IN ('won', 'completed', 'paid_in_full', 'deposit_received')
    AND end_date IS NOT NULL
