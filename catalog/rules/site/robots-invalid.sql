/*
title = "The robots file has lines that search engines do not understand"
severity = "high"
remedy = "Correct the line; what is not understood is ignored in silence."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: robots-txt", "RFC 9309"]
view = "site_check"
*/
