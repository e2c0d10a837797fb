/*
title = "Gross of an available slot"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "gross of the charters served / slots available = price of a charter x share of slots sold, where only charters are sold"
numerator = "charter_gross"
denominator = "slots_available"
why = "A high price on an empty calendar earns nothing; this counts both."
source = "finance.md 2.5, Charter (RevPAD)"
*/
