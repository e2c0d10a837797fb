/*
title = "Gross burn, mean of three months"
kind = "derived"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "mean of the gross burn of the last three full months"
expression = "t3m(gross_burn)"
why = "What a reserve is measured in."
source = "finance.md 2.1"
*/
