/*
title = "Share of the rate card that is collected"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "collected / (billable hours x parameter agency_rate_card)"
numerator = "collected"
denominator = "hours_billable * param.agency_rate_card"
why = "What of the price list ends up in the bank."
source = "finance.md 2.5, Agency"
*/
