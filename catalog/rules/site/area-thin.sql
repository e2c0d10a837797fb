/*
title = "Two pages of services or places say nearly the same"
severity = "medium"
remedy = "Say what is different there, or keep one."
effort_hours = 2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
