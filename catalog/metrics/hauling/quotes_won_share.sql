/*
title = "Share of quotes won"
kind = "ratio"
unit = "ratio"
better = "up"
models = ["hauling"]
min_n = 5
interval = "wilson"
roles = ["ceo", "cmo", "operator"]
formula = "quotes won / quotes decided, with a 90% Wilson interval"
numerator = "quotes_won"
denominator = "quotes_decided"
why = "Whether the price is what loses the job."
source = "marketing.md F1"
*/
