/*
title = "A page does not mark its main content"
severity = "low"
remedy = "Put the content into a main element."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: landmark-one-main", "axe: landmark-one-main"]
view = "site_check"
*/
