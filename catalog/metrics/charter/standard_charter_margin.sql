/*
title = "Margin of the standard charter"
kind = "ratio"
unit = "ratio"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "net / gross of the standard charters"
numerator = "standard_charter_net"
denominator = "standard_charter_gross"
why = "How much of the published price stays."
source = "demo-portfolio.md O2"
*/
