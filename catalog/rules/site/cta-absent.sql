/*
title = "A page that sells does not ask for the sale early"
severity = "high"
remedy = "Put a way to book, call or ask for a quote into the first third."
effort_hours = 0.5
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
