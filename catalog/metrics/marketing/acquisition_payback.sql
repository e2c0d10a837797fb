/*
title = "Bookings that pay for one"
kind = "ratio"
unit = "factor"
better = "down"
models = ["charter"]
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo"]
formula = "cost of winning a booking / net of a charter"
numerator = "acquisition_cost"
denominator = "charter_net_each"
positive = { charter_net_each = "a charter leaves nothing" }
why = "Over one, the channel costs more than it brings."
source = "marketing.md F14"
*/
