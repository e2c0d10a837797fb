/*
title = "Opening hours for search engines are malformed or not those of the facts"
severity = "high"
remedy = "Write the hours of the facts."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
