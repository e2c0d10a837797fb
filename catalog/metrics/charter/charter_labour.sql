/*
title = "Labour of charters"
kind = "derived"
unit = "money"
better = "down"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "crew + captain, as booked"
expression = "charter_crew + charter_captain"
why = "The cost that a rate card is meant to hold."
source = "demo-portfolio.md O1"
*/
