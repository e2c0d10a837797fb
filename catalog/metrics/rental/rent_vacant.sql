/*
title = "Rent asked for empty units, a month"
kind = "stock"
unit = "money"
better = "down"
display = "exact"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "operator"]
formula = "asking rent of the units that stand empty on the last day of the period"
why = "What the empty units cost every month."
source = "finance.md 2.5, Rental"
*/
SELECT
    entity,
    start AS date,
    rent AS value,
    commodity,
    file,
    line
FROM lease
WHERE status = 'vacant'
UNION ALL
SELECT
    entity,
    "end" + 1 AS date,
    -rent AS value,
    commodity,
    file,
    line
FROM lease
WHERE status = 'vacant'
