/*
title = "Units sold"
kind = "flow"
unit = "count"
better = "up"
models = ["charter", "hauling", "delivery"]
roles = ["ceo", "cfo", "accounting"]
formula = "charters, events, hauls and deliveries served, by the day of service"
why = "What price, volume and unit cost are reckoned in."
source = "finance.md 2.2; table `job`"
*/
SELECT
    entity,
    coalesce(end_date, date) AS date,
    1 AS value,
    file,
    line
FROM job
WHERE status IN ('deposit_received', 'paid_in_full', 'completed')
