/*
title = "Cost of a load"
kind = "ratio"
unit = "money"
better = "down"
display = "exact"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "operating cost of the books / loads hauled"
numerator = "operating_cost"
denominator = "haul_loads"
why = "What every load has to bring before anything is left."
source = "finance.md 2.5, Trucks"
*/
