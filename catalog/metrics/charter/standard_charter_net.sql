/*
title = "Standard charters, net"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "price of the standard charters served - every cost and fee booked on them"
why = "What the published charter leaves."
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
