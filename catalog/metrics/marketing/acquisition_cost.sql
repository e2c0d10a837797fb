/*
title = "Cost of winning a booking"
kind = "ratio"
unit = "money"
better = "down"
display = "exact"
dimensions = ["channel"]
roles = ["ceo", "cfo", "cmo"]
formula = "cost of the channel, hours included / inquiries that booked"
numerator = "channel_cost"
denominator = "channel_bookings"
why = "To be held against what a booking leaves."
source = "marketing.md F14"
*/
