/*
title = "The contact page of a place that customers visit shows no way there"
severity = "low"
remedy = "Link to directions."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
