/*
title = "A page has no title"
severity = "high"
remedy = "Write a title: service, place and brand."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: document-title", "axe: document-title", "WCAG 2.4.2"]
view = "site_check"
*/
