/*
title = "Net that each claimed charter must bring, at the high burn"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo"]
formula = "parameter burn_high / parameter claimed_break_even_charters"
expression = "param.burn_high / param.claimed_break_even_charters"
why = "What would have to be true for the claim to hold."
source = "demo-portfolio.md, claims"
*/
