/*
title = "Break-even revenue, cash"
kind = "derived"
unit = "money"
better = "down"
positive = { revenue = "nothing sold", contribution = "no volume breaks even" }
roles = ["ceo", "cfo", "accounting"]
formula = "(fixed and undecided cost - depreciation + loan principal + equipment) / contribution ratio"
expression = "(fixed_cost + undecided_cost - depreciation + loan_principal + capital_spending) * revenue / contribution"
why = "The sales at which the bank account stands still."
source = "finance.md 2.2"
*/
