/*
title = "A page does not have exactly one first heading"
severity = "medium"
remedy = "Keep one first heading and lower the others."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "axe: page-has-heading-one"]
view = "site_check"
*/
