/*
title = "Price of a charter"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "gross / charters served"
numerator = "charter_gross"
denominator = "charters"
why = "The average daily rate of the trade, by the trip."
source = "finance.md 2.5, Charter (ADR)"
*/
