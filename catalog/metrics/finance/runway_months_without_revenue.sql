/*
title = "Runway without a customer"
kind = "derived"
unit = "months"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "unrestricted cash / mean gross burn of the last three full months"
expression = "max(cash - trapped_cash, 0) / gross_burn_t3m"
positive = { gross_burn_t3m = "nothing is paid" }
why = "The worst case: the bills come and nobody books."
source = "finance.md 2.1"
*/
