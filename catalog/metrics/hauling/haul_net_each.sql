/*
title = "Net of a haul"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "net / hauls done"
numerator = "haul_net"
denominator = "hauls"
why = "What one more load is worth."
source = "finance.md 2.5, Trucks"
*/
