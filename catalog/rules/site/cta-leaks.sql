/*
title = "The first way to book leads to a platform that takes a commission"
severity = "high"
remedy = "Put the direct way first."
effort_hours = 1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "marketing.md F5"]
view = "site_check"
*/
