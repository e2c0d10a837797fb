/*
title = "Text hardly stands out from what is behind it"
severity = "high"
remedy = "Darken the text or lighten what is behind it."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: color-contrast", "axe: color-contrast", "WCAG 1.4.3"]
view = "site_check"
*/
