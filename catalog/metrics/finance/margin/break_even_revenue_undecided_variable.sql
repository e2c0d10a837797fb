/*
title = "Break-even revenue, undecided as variable"
kind = "derived"
unit = "money"
better = "down"
positive = { revenue = "nothing sold", contribution_low = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "fixed cost / contribution ratio, undecided accounts read as variable"
expression = "fixed_cost * revenue / contribution_low"
why = "The other reading: the range between the two is the finding."
source = "finance.md 2.2"
*/
