/*
title = "The same name, address or telephone is written in several ways"
severity = "low"
remedy = "Write one form everywhere."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
