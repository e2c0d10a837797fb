/*
title = "Days payables outstanding"
kind = "derived"
unit = "days"
better = "none"
positive = { purchases = "nothing bought" }
roles = ["ceo", "cfo", "accounting"]
formula = "payables / bought from others x days of the period"
expression = "max(payables, 0) / purchases * period_days"
why = "How long suppliers wait for us."
source = "finance.md 2.1"
*/
