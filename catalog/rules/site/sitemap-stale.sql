/*
title = "The sitemap lists what search engines cannot list"
severity = "high"
remedy = "Generate the sitemap again from the pages that exist."
effort_hours = 0.3
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
