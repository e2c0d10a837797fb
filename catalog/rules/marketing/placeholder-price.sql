/*
title = "A page shows a placeholder price"
severity = "medium"
remedy = "Decide the price of the seat and put it on the page."
effort_hours = 0.5
roles = ["ceo", "cmo", "operator"]
needs = ["page_price"]
references = ["table `page_price`"]
*/
SELECT
    entity,
    page AS subject,
    coalesce(artist, page) AS detail,
    CASE WHEN status = 'placeholder' THEN 'fail' ELSE 'pass' END AS verdict,
    file,
    line
FROM page_price
