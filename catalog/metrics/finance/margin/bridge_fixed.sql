/*
title = "Profit bridge: fixed cost"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "- (fixed and undecided cost now - before)"
expression = "prior(fixed_cost) + prior(undecided_cost) - fixed_cost - undecided_cost"
why = "What standing cost did to profit since the period before."
source = "finance.md 2.2, profitability gap"
*/
