/*
title = "A page cannot be enlarged on a telephone"
severity = "high"
remedy = "Allow zoom: width and first scale only."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: meta-viewport", "axe: meta-viewport, meta-viewport-large", "WCAG 1.4.4"]
view = "site_check"
*/
