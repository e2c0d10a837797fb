/*
title = "Cost of mailing a batch of reports"
kind = "derived"
unit = "money"
better = "down"
display = "exact"
roles = ["ceo", "cto", "cfo"]
formula = "report_batch_size x (1 recipient + audit_copies) x ses_price_per_thousand / 1000"
expression = "param.report_batch_size * (1 + param.audit_copies) * param.ses_price_per_thousand / 1000"
why = "Every copy is a recipient, and recipients are what is billed."
source = "SES price list; demo-portfolio.md, claims"
*/
