/*
title = "A form asks for data and no page says what becomes of them"
severity = "medium"
remedy = "Write a privacy page and link to it."
effort_hours = 1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
