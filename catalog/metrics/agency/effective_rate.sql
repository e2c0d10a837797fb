/*
title = "Effective hourly rate"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "invoiced / billable hours"
numerator = "invoiced"
denominator = "hours_billable"
why = "What an hour really brings, whatever the price list says."
source = "finance.md 2.5, Agency"
*/
