/*
title = "Profit bridge: cancellations"
kind = "derived"
unit = "money"
better = "none"
models = ["charter", "hauling", "delivery"]
roles = ["ceo", "cfo", "accounting"]
formula = "cancellation income now - before"
expression = "cancellation_income - prior(cancellation_income)"
why = "What is kept of trips that were called off moves profit, and is neither price nor volume."
source = "finance.md 2.2, profitability gap; 2.5, Charter"
*/
