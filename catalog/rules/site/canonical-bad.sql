/*
title = "A page names a wrong address as its own"
severity = "high"
remedy = "Write the page's own whole address, once."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: canonical"]
view = "site_check"
*/
