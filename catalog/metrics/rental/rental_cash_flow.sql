/*
title = "Cash flow of the house"
kind = "derived"
unit = "money"
better = "up"
models = ["rental"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "net operating income - debt service"
expression = "noi - debt_service"
why = "What is left once the bank is paid."
source = "finance.md 2.5, Rental"
*/
