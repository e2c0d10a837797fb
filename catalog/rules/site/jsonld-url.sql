/*
title = "Structured data names another host than the site's"
severity = "medium"
remedy = "Use the site's own host."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
