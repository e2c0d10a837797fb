/*
title = "Runway at the six-month burn"
kind = "derived"
unit = "months"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "unrestricted cash / mean net burn of the last six full months"
expression = "max(cash - trapped_cash, 0) / net_burn_t6m"
positive = { net_burn_t6m = "not burning" }
why = "A second opinion on the runway."
source = "finance.md 2.1"
*/
