/*
title = "Vacancy"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
models = ["rental"]
needs = ["lease"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "asking rent of the empty units, by month; a part of a month by its days, half-even to the cent"
why = "Rent that nobody paid because nobody lived there."
source = "finance.md 2.5, Rental"
*/
SELECT
    entity,
    date,
    rent AS value,
    commodity,
    file,
    line
FROM rent_month
WHERE is_vacant
