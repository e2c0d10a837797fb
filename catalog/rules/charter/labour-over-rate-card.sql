/*
title = "Crew and captain are paid above the rate card"
severity = "medium"
remedy = "Pay by the rate card, or change the rate card and the price with it."
effort_hours = 1
roles = ["ceo", "cfo", "accounting"]
models = ["charter"]
needs = ["job", "job_line"]
references = ["demo-portfolio.md, claims"]
*/
SELECT
    entity,
    'labour of the charters of ninety days' AS subject,
    CAST(count(DISTINCT job) AS TEXT) || ' charters' AS detail,
    sum(-amount - rate_card) AS value_at_stake,
    commodity,
    min(file) AS file,
    min(line) AS line
FROM charter_amount
WHERE part IN ('crew', 'captain')
    AND rate_card IS NOT NULL
    AND date > as_of() - 90
GROUP BY
    entity,
    commodity
HAVING sum(-amount - rate_card) > 0
