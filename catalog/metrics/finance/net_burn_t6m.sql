/*
title = "Net burn, mean of six months"
kind = "derived"
unit = "money"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "mean of the net burn of the last six full months"
expression = "t6m(net_burn)"
why = "Beside the three months it tells a trend from a season."
source = "finance.md 2.1"
*/
