/*
title = "The business is described without its name or place"
severity = "high"
remedy = "Add the name, and an address or the area served."
effort_hours = 0.3
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
