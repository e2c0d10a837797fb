/*
title = "Contribution ratio"
kind = "ratio"
unit = "ratio"
better = "up"
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "contribution / revenue"
numerator = "contribution"
denominator = "revenue"
why = "How much of the next dollar of sales stays."
source = "finance.md 2.2"
*/
