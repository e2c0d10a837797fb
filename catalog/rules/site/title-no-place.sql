/*
title = "A page that sells does not name the place it serves"
severity = "medium"
remedy = "Name the place in the title or the first heading."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
