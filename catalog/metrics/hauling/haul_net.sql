/*
title = "Hauls, net"
kind = "flow"
unit = "money"
better = "up"
models = ["hauling"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "price - dump fees, fuel and labour of the hauls done"
why = "What the loads leave to pay for yard, trucks and dispatch."
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
