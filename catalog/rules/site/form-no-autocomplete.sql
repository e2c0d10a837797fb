/*
title = "Browsers cannot fill a form in"
severity = "low"
remedy = "Add the autocomplete token."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "axe: autocomplete-valid", "WCAG 1.3.5"]
view = "site_check"
*/
