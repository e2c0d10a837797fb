/*
title = "Share of spend that is uncategorised"
kind = "ratio"
unit = "ratio"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "uncategorised spend / expenses"
numerator = "uncategorised_spend"
denominator = "expenses"
why = "How far the split of cost can be trusted."
source = "finance.md 3"
*/
