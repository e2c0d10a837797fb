/*
title = "Share of open invoices that is overdue"
kind = "ratio"
unit = "ratio"
better = "down"
roles = ["ceo", "cfo", "accounting"]
formula = "overdue invoices / open invoices"
numerator = "receivables_overdue"
denominator = "invoices_open"
why = "How much of what customers owe they should have paid by now."
source = "finance.md 2.1, ageing"
*/
