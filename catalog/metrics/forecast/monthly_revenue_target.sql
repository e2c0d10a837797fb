/*
title = "Monthly revenue target"
kind = "derived"
unit = "money"
better = "none"
roles = ["ceo", "cfo", "operator"]
formula = "(mean fixed and undecided cost of three full months + target_profit) x mean revenue / mean contribution of the same months"
expression = "(fixed_cost_t3m + param.target_profit) * t3m(revenue) / contribution_t3m"
positive = { contribution_t3m = "no volume breaks even" }
why = "What a month has to bring for the profit that the owner wants; with a target of zero, to break even."
source = "finance.md 2.2"
*/
