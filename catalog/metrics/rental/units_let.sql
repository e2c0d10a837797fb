/*
title = "Units let"
kind = "stock"
unit = "count"
better = "up"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "operator"]
formula = "leases with a tenant that run on the last day of the period"
why = "An empty unit costs as much as a full one."
source = "finance.md 2.5, Rental"
*/
SELECT
    entity,
    date,
    units AS value,
    file,
    line
FROM let_change
