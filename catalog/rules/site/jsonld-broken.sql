/*
title = "Structured data does not parse"
severity = "high"
remedy = "Repair the JSON at the place named."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
