/*
title = "Net of an event"
kind = "ratio"
unit = "money"
better = "up"
display = "exact"
models = ["charter"]
roles = ["ceo", "cfo", "cmo", "operator"]
formula = "net / events held"
numerator = "event_net"
denominator = "events"
why = "What one more evening is worth."
source = "table `job`, kind event"
*/
