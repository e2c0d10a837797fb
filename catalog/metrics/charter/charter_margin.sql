/*
title = "Margin of charters"
kind = "ratio"
unit = "ratio"
better = "up"
display = "exact"
models = ["charter"]
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "net / gross"
numerator = "charter_net"
denominator = "charter_gross"
why = "How much of a guest's dollar stays."
source = "demo-portfolio.md O2"
*/
