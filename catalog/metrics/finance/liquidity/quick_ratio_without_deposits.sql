/*
title = "Quick ratio without deposits"
kind = "ratio"
unit = "factor"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "(current assets - inventory - prepaid costs) / (current liabilities - deposits for service not yet given)"
numerator = "(current_assets + asset_elimination) - inventory_and_prepaid"
denominator = "(current_liabilities + liability_elimination) - deferred_revenue"
why = "A deposit is paid back in trips, not in money."
source = "finance.md 2.1"
*/
