/*
title = "Occupancy by rent"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "(gross potential rent - vacancy) / gross potential rent; read it over twelve months"
numerator = "rent_gross_potential - rent_vacancy"
denominator = "rent_gross_potential"
why = "A big empty unit weighs more than a small one."
source = "finance.md 2.5, Rental"
*/
