/*
title = "Contribution of what was served"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "contribution - cancellation income; cost that is neither variable nor fixed counts as fixed"
expression = "contribution - cancellation_income"
why = "What the units that were served leave, and nothing that came of units that were not."
source = "finance.md 2.2, 2.5"
*/
