/*
title = "Balance sheet, out of balance by"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cfo", "accounting"]
formula = "assets - liabilities - equity - translation and price difference; zero when every transaction balances"
expression = "assets - liabilities - equity - translation_difference"
why = "A statement that does not balance is wrong somewhere, and nobody can say where."
source = "finance.md 3, statement identity"
*/
