/*
title = "The price range is longer than search engines take"
severity = "low"
remedy = "Shorten it."
effort_hours = 0.1
roles = ["cmo"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
