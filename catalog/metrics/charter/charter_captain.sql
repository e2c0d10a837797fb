/*
title = "Captain's pay"
kind = "flow"
unit = "money"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "captain as booked on the charters served"
why = "The second cost of a trip."
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
WHERE part = 'captain'
