/*
title = "Contribution, mean of three months"
kind = "derived"
unit = "money"
better = "up"
roles = ["cfo", "accounting"]
formula = "mean of the contribution of the last three full months"
expression = "t3m(contribution)"
why = "One month of one venture is noise."
source = "finance.md 2.2"
*/
