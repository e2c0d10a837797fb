/*
title = "A page does not say which language it is in"
severity = "high"
remedy = "Set the language on the html element."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: html-has-lang, html-lang-valid", "axe: html-has-lang, html-lang-valid", "WCAG 3.1.1"]
view = "site_check"
*/
