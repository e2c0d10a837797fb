/*
title = "Price of the standard charter"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "gross of the standard charters / standard charters served"
numerator = "standard_charter_gross"
denominator = "standard_charters"
why = "What the guest pays for the charter that sells most."
source = "demo-portfolio.md O1"
*/
