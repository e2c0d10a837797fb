/*
title = "Charter slots sold"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "charters served / slots available"
numerator = "charters"
denominator = "charter_days_available"
why = "An empty slot cannot be sold tomorrow."
source = "finance.md 2.5, Charter"
*/
