/*
title = "Monthly revenue target, year made good"
kind = "derived"
unit = "money"
better = "none"
positive = { contribution_t3m = "no volume breaks even" }
roles = ["ceo", "cfo", "operator"]
formula = "of the fiscal year so far: (mean fixed and undecided cost of three full months + (12 x target_profit - profit so far) / months left) x mean revenue / mean contribution of the same months"
expression = "(fixed_cost_t3m + (12 * param.target_profit - profit) / (12 - round_half_up(period_days / 30.4375, 0))) * t3m(revenue) / contribution_t3m"
why = "What each month that is left has to bring for the year to end where the owner wants it."
source = "finance.md 2.2"
*/
