/*
title = "Net of an hour"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "net / hours under way"
numerator = "charter_net"
denominator = "charter_hours"
why = "What an hour on the water is worth."
source = "demo-portfolio.md O3"
*/
