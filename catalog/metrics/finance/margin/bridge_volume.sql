/*
title = "Profit bridge: volume"
kind = "derived"
unit = "money"
better = "up"
models = ["charter", "hauling", "delivery"]
positive = { units_sold = "nothing sold" }
roles = ["ceo", "cfo", "accounting"]
formula = "(units now - units before) x contribution of a unit before"
expression = "prior(contribution_served) / prior(units_sold) * units_sold - prior(contribution_served)"
why = "What more or fewer units did to profit since the period before."
source = "finance.md 2.2, profitability gap"
*/
