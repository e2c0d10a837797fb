/*
title = "A picture does not say its size, so that the page jumps while it loads"
severity = "medium"
remedy = "Give width and height."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: unsized-images"]
view = "site_check"
*/
