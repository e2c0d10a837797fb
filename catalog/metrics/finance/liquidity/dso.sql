/*
title = "Days sales outstanding"
kind = "derived"
unit = "days"
better = "down"
positive = { revenue = "nothing sold" }
roles = ["ceo", "cfo", "accounting"]
formula = "receivables (customers' credits left out when they outweigh) / revenue x days of the period"
expression = "max(receivables, 0) / revenue * period_days"
why = "How long customers take to pay."
source = "finance.md 2.1"
*/
