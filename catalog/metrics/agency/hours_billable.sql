/*
title = "Billable hours"
kind = "flow"
unit = "hours"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "hours of the time sheets that are marked billable"
why = "The hours that could be on a bill."
source = "finance.md 2.5, Agency"
*/
SELECT
    entity,
    date,
    hours AS value,
    file,
    line
FROM time_entry
WHERE billable
