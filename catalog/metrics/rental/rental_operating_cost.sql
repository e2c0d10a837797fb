/*
title = "Operating cost of the house"
kind = "derived"
unit = "money"
better = "down"
models = ["rental"]
roles = ["ceo", "cfo", "accounting", "operator"]
formula = "revenue - net operating income: costs before interest, depreciation and principal"
expression = "revenue - noi"
why = "What it takes to keep the house open."
source = "finance.md 2.5, Rental"
*/
