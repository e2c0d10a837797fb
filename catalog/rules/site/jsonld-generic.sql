/*
title = "The business is described by a word that is too general"
severity = "low"
remedy = "Use the type that the facts name."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
