/*
title = "A picture has no text for those who do not see it"
severity = "high"
remedy = "Say what it shows, or leave the text empty where it only decorates."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: image-alt", "axe: image-alt", "WCAG 1.1.1"]
view = "site_check"
*/
