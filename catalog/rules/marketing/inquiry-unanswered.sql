/*
title = "Inquiries were lost because nobody answered in time"
severity = "medium"
remedy = "Answer on the same day; name the person whose turn it is."
effort_hours = 1
roles = ["ceo", "cmo", "operator"]
needs = ["inquiry"]
references = ["table `inquiry`, column `lost_reason`"]
*/
SELECT
    entity,
    'inquiries of ninety days' AS subject,
    CAST(count(*) AS TEXT) || ' inquiries' AS detail,
    min(file) AS file,
    min(line) AS line
FROM inquiry
WHERE at > as_of() - 90
    AND at <= as_of()
    AND regexp_like(lower(coalesce(lost_reason, '')), 'no answer|not answered|too slow|answered late')
GROUP BY entity
