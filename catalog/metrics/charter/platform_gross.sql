/*
title = "Charters sold through platforms, gross"
kind = "flow"
unit = "money"
better = "none"
display = "exact"
models = ["charter"]
needs = ["job", "job_line"]
roles = ["ceo", "cfo", "cmo", "accounting", "operator"]
formula = "price of the charters served that carry a platform's fee: their revenue as principal"
why = "Principal or agent decides what revenue is; both are shown until the accountant has decided."
source = "finance.md 2.3, OTA; ASC 606-10-55-36"
*/
SELECT
    charter_amount.entity,
    charter_amount.date,
    charter_amount.amount AS value,
    charter_amount.commodity,
    charter_amount.file,
    charter_amount.line
FROM charter_amount
INNER JOIN (
    SELECT DISTINCT
        entity,
        job
    FROM charter_amount
    WHERE part = 'platform_fee'
        AND amount <> 0
) AS sold
    ON sold.entity = charter_amount.entity
    AND sold.job = charter_amount.job
WHERE charter_amount.part = 'gross'
