/*
title = "The site rates its own business to search engines"
severity = "high"
remedy = "Remove the rating: it serves oneself and is not eligible."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
