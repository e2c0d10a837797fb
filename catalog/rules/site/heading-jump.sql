/*
title = "Headings skip a level"
severity = "low"
remedy = "Put headings in levels that follow each other."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: heading-order", "axe: heading-order", "WCAG 1.3.1"]
view = "site_check"
*/
