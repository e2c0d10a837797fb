/*
title = "Occupancy by rent"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "rent in force / rent if all units were let"
numerator = "rent_in_force"
denominator = "rent_potential"
why = "A big empty unit weighs more than a small one."
source = "finance.md 2.5, Rental"
*/
