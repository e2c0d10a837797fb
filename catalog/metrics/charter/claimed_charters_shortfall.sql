/*
title = "Shortfall of the claimed break-even"
kind = "derived"
unit = "money"
better = "down"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter burn_low - net of the claimed break-even"
expression = "param.burn_low - claimed_charters_net"
why = "How far the quoted number is from covering even the low burn."
source = "demo-portfolio.md O5"
*/
