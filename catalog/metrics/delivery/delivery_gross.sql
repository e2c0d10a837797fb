/*
title = "Deliveries, gross"
kind = "flow"
unit = "money"
better = "up"
models = ["delivery"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "price of the deliveries done"
why = "What owners pay to have a boat brought."
source = "finance.md 2.5, Delivery"
*/
SELECT
    entity,
    date,
    amount AS value,
    commodity,
    file,
    line
FROM delivery_amount
WHERE part = 'gross'
