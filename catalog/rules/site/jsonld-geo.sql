/*
title = "The place on the map is too rough or wrong"
severity = "medium"
remedy = "Write the coordinates of the facts."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
