/*
title = "Rent if all units were let, a month"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
models = ["rental"]
roles = ["ceo", "cfo", "operator"]
formula = "rent in force + rent asked for empty units"
expression = "rent_in_force + rent_vacant"
why = "The ceiling of the house at today's rents."
source = "finance.md 2.5, Rental"
*/
