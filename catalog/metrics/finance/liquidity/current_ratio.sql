/*
title = "Current ratio"
kind = "ratio"
unit = "factor"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "current assets / current liabilities, both after eliminations"
numerator = "(current_assets + asset_elimination)"
denominator = "(current_liabilities + liability_elimination)"
why = "Whether what falls due within the year is covered by what comes in within it."
source = "finance.md 2.1"
*/
