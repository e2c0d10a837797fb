/*
title = "Charters to break even"
kind = "derived"
unit = "count"
better = "down"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "mean net burn of the last three full months / net of the standard charter, rounded up"
expression = "ceil(net_burn_t3m / standard_charter_net_each)"
positive = { net_burn_t3m = "not burning", standard_charter_net_each = "no volume breaks even" }
why = "How many more standard charters a month would stop the burn of the whole portfolio."
source = "finance.md 2.2; demo-portfolio.md O4"
*/
