/*
title = "Contribution of the portfolio's own books"
kind = "derived"
unit = "money"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "revenue - variable cost of those books"
expression = "parent_revenue - parent_variable_cost"
why = "The row that the ventures' rows lack, so that the column foots."
source = "finance.md 2.4, footing both ways"
*/
