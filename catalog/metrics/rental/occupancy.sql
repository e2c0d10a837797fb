/*
title = "Occupancy"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "units let / units, on the last day of the period"
numerator = "units_let"
denominator = "units"
why = "The share of the house that earns."
source = "finance.md 2.5, Rental"
*/
