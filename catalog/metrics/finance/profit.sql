/*
title = "Profit"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "revenue - expenses, before charges between ventures"
expression = "revenue - expenses"
why = "What is left of the period on the books' basis."
source = "finance.md 2.2"
*/
