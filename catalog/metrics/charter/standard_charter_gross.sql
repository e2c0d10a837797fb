/*
title = "Standard charters, gross"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "price of the standard charters served"
why = "The published price, as really sold."
source = "demo-portfolio.md O1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM standard_charter_amount
WHERE part = 'gross'
