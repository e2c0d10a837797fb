/*
title = "Contribution"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "revenue - variable cost; cost that is neither variable nor fixed counts as fixed"
expression = "revenue - variable_cost"
why = "What a venture leaves to pay for what is due anyway."
source = "finance.md 2.2"
*/
