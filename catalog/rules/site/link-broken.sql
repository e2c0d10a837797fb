/*
title = "A link leads nowhere"
severity = "high"
remedy = "Correct the address, or take the link out."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
