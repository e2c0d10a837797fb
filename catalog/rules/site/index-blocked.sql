/*
title = "A page that is shown is kept out of search"
severity = "critical"
remedy = "Remove noindex, or take the page out of the sitemap and the navigation."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: is-crawlable"]
view = "site_check"
*/
