/*
title = "Contribution of what was served, undecided cost read as variable"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "contribution with undecided cost as variable - cancellation income"
expression = "contribution_low - cancellation_income"
why = "The lower end of what the units that were served leave."
source = "finance.md 2.2, 2.5"
*/
