/*
title = "A link's text does not say where it leads"
severity = "medium"
remedy = "Name what it leads to."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: link-text"]
view = "site_check"
*/
