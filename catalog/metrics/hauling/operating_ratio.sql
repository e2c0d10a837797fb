/*
title = "Operating ratio"
kind = "ratio"
unit = "ratio"
better = "down"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "operating cost / revenue"
numerator = "operating_cost"
denominator = "revenue"
why = "Truckers' own measure: over 100% every load loses money."
source = "finance.md 2.5, Trucks"
*/
