/*
title = "Margin of deliveries"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["delivery"]
roles = ["ceo", "cfo", "operator"]
formula = "contribution / gross of the deliveries done"
numerator = "delivery_contribution"
denominator = "delivery_gross"
why = "Whether the price a mile still covers the mile."
source = "finance.md 2.5, Delivery"
*/
