/*
title = "Hours that are billable"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["agency"]
roles = ["ceo", "cfo", "operator"]
formula = "billable hours / hours available (gross capacity)"
numerator = "hours_billable"
denominator = "agency_hours_available"
why = "How much of the team's time could be sold."
source = "finance.md 2.5, Agency"
*/
