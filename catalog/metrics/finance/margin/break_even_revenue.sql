/*
title = "Break-even revenue"
kind = "derived"
unit = "money"
better = "down"
positive = { revenue = "nothing sold", contribution = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "(fixed cost + cost that is neither variable nor fixed) / contribution ratio: undecided accounts read as fixed"
expression = "(fixed_cost + undecided_cost) * revenue / contribution"
why = "The sales at which the period costs nobody anything."
source = "finance.md 2.2"
*/
