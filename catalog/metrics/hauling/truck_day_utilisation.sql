/*
title = "Share of truck-days used"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["hauling"]
roles = ["ceo", "cfo", "operator"]
formula = "hauls done / truck-days available; a haul is taken to use one trailer for its day"
numerator = "hauls"
denominator = "truck_days"
why = "A trailer in the yard costs what one on the road costs."
source = "finance.md 2.5, Trucks"
*/
