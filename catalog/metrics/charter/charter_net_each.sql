/*
title = "Net of a charter"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "net / charters served"
numerator = "charter_net"
denominator = "charters"
why = "The unit contribution: by channel it says which booking to want."
source = "marketing.md F5"
*/
