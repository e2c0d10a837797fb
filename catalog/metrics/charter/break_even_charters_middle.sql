/*
title = "Charters to cover the middle burn"
kind = "derived"
unit = "count"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter burn_middle / net of the standard charter, rounded up"
expression = "ceil(param.burn_middle / standard_charter_net_each)"
positive = { standard_charter_net_each = "no volume breaks even" }
why = "The middle of the owner's own range."
source = "demo-portfolio.md O4"
*/
