/*
title = "Visits of a page are not counted"
severity = "high"
remedy = "Add the counter that the other pages carry."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
