/*
title = "Effective hourly rate"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "collected / billable hours"
numerator = "collected"
denominator = "hours_billable"
why = "What an hour really brings, whatever the price list says and whatever was billed."
source = "finance.md 2.5, Agency"
*/
