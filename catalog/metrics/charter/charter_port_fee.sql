/*
title = "Port fees"
kind = "flow"
unit = "money"
better = "down"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "port fees as booked on the charters served, each rounded half-up to the cent by the port"
why = "A share of the price that never was ours."
source = "demo-portfolio.md O1"
*/
SELECT
    entity,
    date,
    -amount AS value,
    commodity,
    file,
    line
FROM charter_amount
WHERE part = 'port_fee'
