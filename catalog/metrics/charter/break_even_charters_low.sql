/*
title = "Charters to cover the low burn"
kind = "derived"
unit = "count"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter burn_low / net of the standard charter, rounded up"
expression = "ceil(param.burn_low / standard_charter_net_each)"
positive = { standard_charter_net_each = "no volume breaks even" }
why = "The lower end of the owner's own range."
source = "demo-portfolio.md O4"
*/
