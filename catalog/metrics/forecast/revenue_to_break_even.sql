/*
title = "Revenue to break even"
kind = "derived"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "fixed cost x revenue / contribution of the period, so that the ratio is never rounded"
expression = "fixed_cost * revenue / contribution"
positive = { contribution = "no volume breaks even" }
why = "What the period would have had to sell to cover its fixed cost at its own margin."
source = "finance.md 2.2"
*/
