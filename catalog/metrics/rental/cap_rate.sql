/*
title = "Capitalisation rate"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "net operating income / value of the assets by their dated source; of twelve months"
numerator = "noi"
denominator = "asset_value"
why = "What the house earns on what it is worth, whoever financed it."
source = "finance.md 2.5, Rental"
*/
