/*
title = "A page does not say which address is its own"
severity = "medium"
remedy = "Add a canonical link with the page's whole address."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
