/*
title = "A page has no preview for those who share it"
severity = "low"
remedy = "Add title, picture and address for previews."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
