/*
title = "Break-even units"
kind = "derived"
unit = "count"
better = "down"
models = ["charter", "hauling", "delivery"]
positive = { units_sold = "nothing sold", contribution_served = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "(fixed and undecided cost) / contribution of a unit sold, cancellation income left out, rounded up"
expression = "ceil((fixed_cost + undecided_cost) * units_sold / contribution_served)"
why = "How many of what was sold, as it was mixed, the period needed."
source = "finance.md 2.2"
*/
