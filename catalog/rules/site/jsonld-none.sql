/*
title = "Neither home nor contact page describes the business to search engines"
severity = "high"
remedy = "Add the business as JSON-LD."
effort_hours = 1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: structured-data"]
view = "site_check"
*/
