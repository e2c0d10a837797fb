/*
title = "Monthly revenue target, cash"
kind = "derived"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "accounting"]
expression = "(t3m(fixed_cost) - t3m(depreciation) + t3m(owner_draw) + t3m(loan_principal) + param.planned_investment) * t3m(revenue) / contribution_t3m"
positive = { contribution_t3m = "no volume breaks even" }
formula = "(fixed cost without depreciation + owner's draws + loan principal, means of three full months, + planned_investment) x mean revenue / mean contribution of the same months"
why = "What a month has to bring so that the bank balance holds, the owner and the lender paid."
source = "finance.md 2.2"
*/
