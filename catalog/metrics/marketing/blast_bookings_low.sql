/*
title = "Bookings that the low claim needs"
kind = "derived"
unit = "count"
better = "down"
roles = ["ceo", "cmo"]
formula = "claimed value, low / parameter blast_booking_value, rounded up"
expression = "ceil(blast_value_low / param.blast_booking_value)"
why = "A value turns into a number of people who must say yes."
source = "marketing.md F12"
*/
