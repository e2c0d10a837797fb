/*
title = "Break-even units, undecided as variable"
kind = "derived"
unit = "count"
better = "down"
models = ["charter", "hauling", "delivery"]
positive = { units_sold = "nothing sold", contribution_served_low = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "fixed cost / contribution of a unit sold with undecided accounts read as variable, rounded up"
expression = "ceil(fixed_cost * units_sold / contribution_served_low)"
why = "The other reading: the range between the two is the finding."
source = "finance.md 2.2"
*/
