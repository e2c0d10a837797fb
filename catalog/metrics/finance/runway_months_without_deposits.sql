/*
title = "Runway without customers' deposits"
kind = "derived"
unit = "months"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "(unrestricted cash - deposits for service not yet given) / mean net burn of the last three full months"
expression = "max(cash - trapped_cash - deferred_revenue, 0) / net_burn_t3m"
positive = { net_burn_t3m = "not burning" }
why = "Deposits can be asked back until the day of the trip."
source = "finance.md 2.1"
*/
