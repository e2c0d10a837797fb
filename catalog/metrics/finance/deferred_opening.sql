/*
title = "Deposits held, opening"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "deposits held at the end of the period before"
expression = "prior(deferred_revenue)"
why = "Where the roll-forward starts."
source = "finance.md 2.3"
*/
