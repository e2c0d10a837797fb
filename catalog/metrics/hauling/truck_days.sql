/*
title = "Truck-days available"
kind = "flow"
unit = "count"
better = "none"
models = ["hauling"]
needs = ["capacity"]
roles = ["ceo", "cfo", "operator"]
formula = "truck-days of the capacity table, by month"
why = "What could have been driven."
source = "finance.md 2.5, Trucks"
*/
SELECT
    entity,
    date,
    available AS value,
    file,
    line
FROM capacity
WHERE measure = 'truck_days'
