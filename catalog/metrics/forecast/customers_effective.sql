/*
title = "Customers of equal size"
kind = "derived"
unit = "count"
better = "up"
roles = ["ceo", "cfo"]
formula = "1 / concentration of customers"
expression = "1 / customer_concentration"
why = "Ten names can be two customers."
source = "finance.md 2.2"
*/
