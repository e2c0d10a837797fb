/*
title = "A page's description is too short, too long, or another page's"
severity = "low"
remedy = "Write a description of its own."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
