/*
title = "A button or link has no name"
severity = "high"
remedy = "Write what it does."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: button-name, link-name", "axe: button-name, link-name", "WCAG 4.1.2"]
view = "site_check"
*/
