/*
title = "Charters to cover the high burn"
kind = "derived"
unit = "count"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter burn_high / net of the standard charter, rounded up"
expression = "ceil(param.burn_high / standard_charter_net_each)"
positive = { standard_charter_net_each = "no volume breaks even" }
why = "The upper end of the owner's own range."
source = "demo-portfolio.md O4"
*/
