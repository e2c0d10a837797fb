/*
title = "Revenue for a dollar of marketing"
kind = "ratio"
unit = "factor"
better = "up"
roles = ["ceo", "cfo", "cmo"]
formula = "revenue / marketing in the books"
numerator = "revenue"
denominator = "marketing_cost"
why = "One number for all marketing, that no channel can claim for itself."
source = "marketing.md F14, MER"
*/
