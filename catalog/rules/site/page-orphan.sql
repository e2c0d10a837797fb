/*
title = "No page links to a page"
severity = "medium"
remedy = "Link to it from where visitors would look, or retire it."
effort_hours = 0.3
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
