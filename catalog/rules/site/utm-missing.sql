/*
title = "A link to a platform cannot be counted"
severity = "medium"
remedy = "Add source, medium and campaign to it."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
