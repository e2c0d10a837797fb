/*
title = "Rent in force, a month"
kind = "stock"
unit = "money"
better = "up"
display = "exact"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "monthly rent of the leases with a tenant that run on the last day of the period"
why = "What next month brings if nobody leaves."
source = "finance.md 2.5, Rental"
*/
SELECT
    entity,
    date,
    rent AS value,
    commodity,
    file,
    line
FROM let_change
