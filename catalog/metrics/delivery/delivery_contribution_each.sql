/*
title = "Contribution of a delivery"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["delivery"]
roles = ["ceo", "cfo", "operator"]
formula = "contribution / deliveries done"
numerator = "delivery_contribution"
denominator = "deliveries"
why = "What one more trip is worth."
source = "finance.md 2.5, Delivery"
*/
