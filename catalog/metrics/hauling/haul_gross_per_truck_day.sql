/*
title = "Gross of a truck-day"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "gross / truck-days available"
numerator = "haul_gross"
denominator = "truck_days"
why = "Four trailers that stand still earn nothing."
source = "finance.md 2.5, Trucks"
*/
