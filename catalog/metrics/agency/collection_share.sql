/*
title = "Share of the invoices that is collected"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "collected / invoiced of the same period; read it over twelve months"
numerator = "collected"
denominator = "invoiced"
why = "An invoice is a wish until it is paid."
source = "finance.md 2.5, Agency"
*/
