/*
title = "Cloud saving, a year"
kind = "derived"
unit = "money"
better = "none"
display = "exact"
roles = ["ceo", "cto", "cfo"]
formula = "cloud saving a month x 12"
expression = "aws_saving * 12"
why = "The size of the prize, to be weighed against the hours."
source = "demo-portfolio.md O9"
*/
