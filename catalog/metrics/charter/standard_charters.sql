/*
title = "Standard charters served"
kind = "flow"
unit = "count"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "charters served at the venture's most frequent combination of channel, hours and price"
why = "One product, so that a price and a cost can be told."
source = "demo-portfolio.md O1"
*/
SELECT
    entity,
    date,
    1 AS value,
    file,
    line
FROM standard_charter_amount
WHERE part = 'gross'
