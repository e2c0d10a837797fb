/*
title = "Share of the rate card that is billed"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "invoiced / (billable hours x parameter agency_rate_card)"
numerator = "invoiced"
denominator = "hours_billable * param.agency_rate_card"
why = "How much of the price list survives the customer."
source = "finance.md 2.5, Agency"
*/
