/*
title = "Net burn, mean of three months"
kind = "derived"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "mean of the net burn of the last three full months"
expression = "t3m(net_burn)"
why = "One month is weather. Three months are what runway is reckoned with."
source = "finance.md 2.1"
*/
