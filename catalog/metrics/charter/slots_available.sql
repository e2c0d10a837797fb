/*
title = "Slots available"
kind = "flow"
unit = "count"
better = "none"
models = ["charter"]
needs = ["capacity"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "slots of the capacity table, by month"
why = "What could have been sold."
source = "finance.md 2.5, Charter"
*/
SELECT
    entity,
    date,
    available AS value,
    file,
    line
FROM capacity
WHERE measure = 'slots'
