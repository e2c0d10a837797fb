/*
title = "Contribution of a unit, mean of three months"
kind = "derived"
unit = "money"
better = "up"
display = "exact"
models = ["charter", "hauling", "delivery"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "contribution of the last three full months without cancellation income / units sold in them"
expression = "t3m(contribution_served) / t3m(units_sold)"
why = "One month of one venture is noise."
source = "finance.md 2.2, 4"
*/
