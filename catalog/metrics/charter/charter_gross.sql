/*
title = "Charters, gross"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "price of the charters served, before any fee"
why = "What guests pay."
source = "demo-portfolio.md O1"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    channel,
    file,
    line
FROM charter_amount
WHERE part = 'gross'
