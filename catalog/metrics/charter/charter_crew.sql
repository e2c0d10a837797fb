/*
title = "Crew pay"
kind = "flow"
unit = "money"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "crew as booked on the charters served"
why = "The first cost of a trip."
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
WHERE part = 'crew'
