/*
title = "Operating profit"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "revenue - operating cost, before interest and before charges between ventures"
expression = "revenue - operating_cost"
why = "Whether the work itself pays."
source = "finance.md 2.2"
*/
