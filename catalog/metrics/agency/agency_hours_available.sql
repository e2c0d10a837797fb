/*
title = "Hours available"
kind = "flow"
unit = "hours"
better = "none"
models = ["agency"]
needs = ["capacity"]
roles = ["ceo", "cfo", "operator"]
formula = "hours of the capacity table, by month"
why = "What could have been worked."
source = "finance.md 2.5, Agency"
*/
SELECT
    entity,
    date,
    available AS value,
    file,
    line
FROM capacity
WHERE measure = 'hours'
