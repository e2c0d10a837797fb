/*
title = "Fixed cost, mean of three months"
kind = "derived"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "mean of fixed and undecided cost of the last three full months"
expression = "t3m(fixed_cost) + t3m(undecided_cost)"
why = "One month of one venture is noise."
source = "finance.md 2.2, 4"
*/
