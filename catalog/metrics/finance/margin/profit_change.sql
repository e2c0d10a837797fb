/*
title = "Change of profit"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "profit - profit of the period before"
expression = "profit - prior(profit)"
why = "What the bridge has to explain."
source = "finance.md 2.2, profitability gap"
*/
