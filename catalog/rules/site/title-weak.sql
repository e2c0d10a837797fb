/*
title = "A page's title says too little, too much, or what another says"
severity = "medium"
remedy = "Write a title of its own: service, place and brand."
effort_hours = 0.2
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
