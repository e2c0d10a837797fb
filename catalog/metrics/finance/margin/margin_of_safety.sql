/*
title = "Margin of safety"
kind = "derived"
unit = "ratio"
better = "up"
positive = { revenue = "nothing sold" }
roles = ["ceo", "cfo", "accounting"]
formula = "(revenue - break-even revenue) / revenue"
expression = "(revenue - break_even_revenue) / revenue"
why = "By how much sales may fall before the period loses money."
source = "finance.md 2.2"
*/
