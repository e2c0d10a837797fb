/*
title = "A link, form or file goes over a connection that anybody can read"
severity = "high"
remedy = "Use https."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: is-on-https"]
view = "site_check"
*/
