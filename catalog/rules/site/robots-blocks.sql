/*
title = "The robots file keeps search engines from a page that is shown"
severity = "critical"
remedy = "Allow the path, or take the page out of the sitemap and the navigation."
effort_hours = 0.1
roles = ["ceo", "cmo", "operator"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: is-crawlable", "RFC 9309"]
view = "site_check"
*/
