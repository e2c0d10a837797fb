/*
title = "Profit bridge: price"
kind = "derived"
unit = "money"
better = "up"
models = ["charter", "hauling", "delivery"]
positive = { units_sold = "nothing sold" }
roles = ["ceo", "cfo", "accounting"]
formula = "(price now - price before) x units now, and the change of cancellation income, which is in no price"
expression = "revenue - prior(cancellation_income) - (prior(revenue) - prior(cancellation_income)) / prior(units_sold) * units_sold"
why = "What dearer or cheaper units did to profit since the period before."
source = "finance.md 2.2, profitability gap"
*/
