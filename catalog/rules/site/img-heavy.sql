/*
title = "A picture is heavier than what is shown of it"
severity = "medium"
remedy = "Encode it again at the size that is shown."
effort_hours = 0.3
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3", "Lighthouse: image-delivery-insight"]
view = "site_check"
*/
