/*
title = "Net of the claimed break-even"
kind = "derived"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter claimed_break_even_charters x net of the standard charter"
expression = "param.claimed_break_even_charters * standard_charter_net_each"
why = "What the number of charters that people quote would really bring."
source = "demo-portfolio.md O5"
*/
