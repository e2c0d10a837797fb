/*
title = "Revenue target, cash"
kind = "derived"
unit = "money"
better = "down"
positive = { revenue = "nothing sold", contribution = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "(fixed and undecided cost - depreciation + drawn by the owners + loan principal + equipment) / contribution ratio"
expression = "(fixed_cost + undecided_cost - depreciation + owner_draw + loan_principal + capital_spending) * revenue / contribution"
why = "The sales that pay the owners too."
source = "finance.md 2.2"
*/
