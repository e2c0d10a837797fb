/*
title = "Cash flow, unexplained"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "change in cash - operating, investing and financing cash flow; zero when the statement explains the bank"
expression = "cash_change - operating_cash_flow - investing_cash_flow - financing_cash_flow"
why = "The tie that auditors look for first."
source = "finance.md 2.1, 3, statement identity"
*/
