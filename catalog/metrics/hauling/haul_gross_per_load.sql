/*
title = "Gross of a load"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "gross / loads hauled"
numerator = "haul_gross"
denominator = "haul_loads"
why = "The price that the market pays for one trip."
source = "finance.md 2.5, Trucks"
*/
