/*
title = "Gross potential rent"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "rent of every lease and asking rent of every empty unit, by month; a part of a month by its days, half-even to the cent"
why = "What the house would bring if every unit were let all year."
source = "finance.md 2.5, Rental (GPR)"
*/
SELECT
    entity,
    date,
    rent AS value,
    commodity,
    file,
    line
FROM rent_month
