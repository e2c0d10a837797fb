/*
title = "Charters, net at the rate card"
kind = "derived"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "accounting"]
formula = "net + labour over the rate card"
expression = "charter_net + charter_labour_over"
why = "What the trips would leave if labour cost what the rate card says."
source = "demo-portfolio.md, claims"
*/
