/*
title = "Day the cash is gone"
kind = "derived"
unit = "date"
better = "up"
roles = ["ceo", "cfo"]
formula = "last day of the period + the whole days in runway x 30.4375"
expression = "period_end + floor(runway_months * 30.4375)"
why = "A date is harder to overlook than a number of months."
source = "finance.md 2.1"
*/
