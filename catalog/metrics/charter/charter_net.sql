/*
title = "Charters, net"
kind = "flow"
unit = "money"
better = "up"
display = "exact"
dimensions = ["channel"]
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "gross - every cost and fee booked on the charters served"
why = "What the trips leave to pay for everything that is due anyway."
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
