/*
title = "AI's share of infrastructure, at the largest cloud bill"
kind = "derived"
unit = "ratio"
better = "none"
roles = ["ceo", "cto", "cfo"]
formula = "AI API spend / (AI API spend + parameter aws_bill_high)"
expression = "ai_api_cost / (ai_api_cost + param.aws_bill_high)"
why = "The lower end of how much of the spend on machines no cloud bill shows."
source = "demo-portfolio.md, claims"
*/
