/*
title = "Hauls, gross"
kind = "flow"
unit = "money"
better = "up"
models = ["hauling"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "price of the hauls done"
why = "What customers pay."
source = "finance.md 2.5, Trucks"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM haul_amount
WHERE part = 'gross'
