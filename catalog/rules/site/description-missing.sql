/*
title = "A page has no description for search results"
severity = "medium"
remedy = "Write what the visitor gets, in two sentences."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: meta-description"]
view = "site_check"
*/
