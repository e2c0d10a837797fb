/*
title = "Net income after eliminations"
kind = "derived"
unit = "money"
better = "up"
display = "exact"
dimensions = ["statement_line"]
roles = ["ceo", "cfo", "accounting"]
formula = "the lines of all ventures and of the portfolio's own books + eliminations"
expression = "net_income + income_elimination"
why = "The group as one firm: what it sold to and owes to others."
source = "finance.md 2.4; ASC 810-10-45-1"
*/
