/*
title = "Runway"
kind = "derived"
unit = "months"
better = "up"
roles = ["ceo", "cfo", "accounting"]
formula = "cash that is free / mean net burn of the last three full months; 0 when there is no cash; n/a when nothing burns"
expression = "max(cash - trapped_cash, 0) / net_burn_t3m"
positive = { net_burn_t3m = "not burning" }
why = "How many months until the money is gone if nothing changes."
source = "finance.md 2.1"
*/
