/*
title = "A telephone number cannot be tapped, or dials another one"
severity = "medium"
remedy = "Link it to its own number."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
