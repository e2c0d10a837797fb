/*
title = "Translation and price difference"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "assets less liabilities at the closing rate - the same at the rates of their own days"
expression = "assets - liabilities - net_assets_at_cost"
why = "What moved because rates and prices moved, not because anybody worked: the line (CTA) with which the balance sheet balances."
source = "finance.md 2.4; ASC 830-30-45-12"
*/
