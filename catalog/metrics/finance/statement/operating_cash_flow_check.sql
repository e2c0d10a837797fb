/*
title = "Direct less indirect method"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "operating cash flow by the direct method - by the indirect one"
expression = "operating_cash_flow - operating_cash_flow_indirect"
why = "Two roads to one figure: where they part, a transaction does not balance."
source = "finance.md 2.1"
*/
