/*
title = "Quick ratio"
kind = "ratio"
unit = "factor"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "(current assets - inventory - prepaid costs) / current liabilities, after eliminations"
numerator = "(current_assets + asset_elimination) - inventory_and_prepaid"
denominator = "(current_liabilities + liability_elimination)"
why = "The same without what cannot pay a bill."
source = "finance.md 2.1"
*/
