/*
title = "Operating leverage"
kind = "derived"
unit = "factor"
better = "none"
positive = { operating_profit = "no operating profit" }
roles = ["ceo", "cfo", "accounting"]
formula = "contribution / operating profit"
expression = "contribution / operating_profit"
why = "By how many percent profit moves when sales move by one."
source = "finance.md 2.2"
*/
