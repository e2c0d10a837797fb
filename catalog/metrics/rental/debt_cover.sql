/*
title = "Debt service coverage"
kind = "ratio"
unit = "factor"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "net operating income / debt service of the same period; read it over twelve months"
numerator = "noi"
denominator = "debt_service"
why = "Below one the house does not carry its own loan."
source = "finance.md 2.5, Rental"
*/
