/*
title = "AI's share of infrastructure, at the smallest cloud bill"
kind = "derived"
unit = "ratio"
better = "none"
roles = ["ceo", "cto", "cfo"]
formula = "AI API spend / (AI API spend + parameter aws_bill_low)"
expression = "ai_api_cost / (ai_api_cost + param.aws_bill_low)"
why = "The upper end of how much of the spend on machines no cloud bill shows."
source = "demo-portfolio.md, claims"
*/
