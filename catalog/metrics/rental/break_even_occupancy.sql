/*
title = "Break-even occupancy"
kind = "ratio"
unit = "ratio"
better = "down"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "(operating cost of the house + debt service) / gross potential rent; read it over twelve months"
numerator = "rental_operating_cost + debt_service"
denominator = "rent_gross_potential"
why = "The share of the rent that is spoken for before the owner sees any."
source = "finance.md 2.5, Rental"
*/
