/*
title = "Net of the standard charter"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "accounting"]
formula = "net of the standard charters / standard charters served"
numerator = "standard_charter_net"
denominator = "standard_charters"
why = "The number that every break-even divides by."
source = "demo-portfolio.md O1"
*/
