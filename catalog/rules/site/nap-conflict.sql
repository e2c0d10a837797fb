/*
title = "Name, address or telephone is not that of the business"
severity = "high"
remedy = "Correct it on every page named."
effort_hours = 0.3
roles = ["ceo", "cmo", "operator"]
needs = ["page_check"]
references = ["marketing.md section 3"]
view = "site_check"
*/
