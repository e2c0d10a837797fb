/*
title = "Gross of an hour"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "gross / hours under way"
numerator = "charter_gross"
denominator = "charter_hours"
why = "Makes three hours and four comparable."
source = "demo-portfolio.md O3"
*/
