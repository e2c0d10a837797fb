/*
title = "Profit bridge: unit cost"
kind = "derived"
unit = "money"
better = "up"
models = ["charter", "hauling", "delivery"]
positive = { units_sold = "nothing sold" }
roles = ["ceo", "cfo", "accounting"]
formula = "- (variable cost of a unit now - before) x units now"
expression = "prior(variable_cost) / prior(units_sold) * units_sold - variable_cost"
why = "What dearer or cheaper work did to profit since the period before."
source = "finance.md 2.2, profitability gap"
*/
