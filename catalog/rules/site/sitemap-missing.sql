/*
title = "The site has no sitemap"
severity = "medium"
remedy = "Generate sitemap.xml and name it in robots.txt."
effort_hours = 0.5
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
