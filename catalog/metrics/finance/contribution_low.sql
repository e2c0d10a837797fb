/*
title = "Contribution, lower end"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "contribution - cost that is neither variable nor fixed"
expression = "contribution - undecided_cost"
why = "The same if every undecided account turned out to be variable."
source = "finance.md 2.2"
*/
