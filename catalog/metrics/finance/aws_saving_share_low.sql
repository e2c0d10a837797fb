/*
title = "Cloud saving, share of the largest bill"
kind = "derived"
unit = "ratio"
better = "none"
roles = ["ceo", "cto", "cfo"]
formula = "cloud saving a month / parameter aws_bill_high"
expression = "aws_saving / param.aws_bill_high"
why = "The lower end of what the saving takes off the bill."
source = "demo-portfolio.md O9"
*/
