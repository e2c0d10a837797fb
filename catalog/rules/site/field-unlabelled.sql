/*
title = "A field of a form has no label"
severity = "high"
remedy = "Give it a label of its own; a placeholder vanishes."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: label", "axe: label", "WCAG 4.1.2"]
view = "site_check"
*/
