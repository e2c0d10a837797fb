/*
title = "A link has no address"
severity = "high"
remedy = "Give it an address, or make it a button."
effort_hours = 0.3
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: crawlable-anchors"]
view = "site_check"
*/
