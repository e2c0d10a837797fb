/*
title = "Charter inquiries that book"
kind = "ratio"
unit = "ratio"
better = "up"
dimensions = ["channel"]
models = ["charter"]
min_n = 5
interval = "wilson"
roles = ["ceo", "cmo", "operator"]
formula = "inquiries that booked / inquiries, with a 90% Wilson interval; fewer than 5 inquiries give no rate"
numerator = "inquiries_booked"
denominator = "inquiries"
why = "Which channel brings people who come; with few inquiries it is an interval, not a number."
source = "marketing.md F1, F4"
*/
