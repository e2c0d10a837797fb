/*
title = "Cloud saving, share of the smallest bill"
kind = "derived"
unit = "ratio"
better = "none"
roles = ["ceo", "cto", "cfo"]
formula = "cloud saving a month / parameter aws_bill_low"
expression = "aws_saving / param.aws_bill_low"
why = "The upper end of what the saving takes off the bill."
source = "demo-portfolio.md O9"
*/
