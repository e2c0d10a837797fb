/*
title = "Contribution of deliveries"
kind = "flow"
unit = "money"
better = "up"
models = ["delivery"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "price - crew, fuel, travel and insurance of the deliveries done"
why = "What a trip leaves when the skipper is paid."
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
