/*
title = "Gross of a calendar day"
kind = "derived"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "gross of the charters served / days of the period so far"
expression = "charter_gross / period_days"
why = "What the boat brings for each day that she exists."
source = "finance.md 2.5, Charter"
*/
