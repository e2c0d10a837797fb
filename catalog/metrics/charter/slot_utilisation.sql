/*
title = "Share of slots sold"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "slots sold / slots available"
numerator = "slots_sold"
denominator = "slots_available"
why = "An empty slot cannot be sold tomorrow."
source = "finance.md 2.5, Charter"
*/
