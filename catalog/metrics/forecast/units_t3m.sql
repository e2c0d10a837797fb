/*
title = "Units sold, mean of three months"
kind = "derived"
unit = "count"
better = "up"
models = ["charter", "hauling", "delivery"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "mean of the units sold in the last three full months"
expression = "t3m(units_sold)"
why = "One month of one venture is noise."
source = "finance.md 2.2, 4"
*/
