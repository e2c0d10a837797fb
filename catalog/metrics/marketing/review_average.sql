/*
title = "Average of reviews"
kind = "query"
unit = "stars"
better = "up"
needs = ["business_fact"]
roles = ["ceo", "cmo", "operator"]
formula = "the business fact review_average, as exported from the platform"
why = "What strangers read first."
source = "business facts; no reader of reviews exists yet"
*/
SELECT
    entity.entity,
    max(CAST(business_fact.value AS DECIMAL(10, 4))) AS value,
    CASE WHEN count(business_fact.value) = 0 THEN 'business fact `review_average`' END AS lacks
FROM entity
LEFT JOIN business_fact
    ON business_fact.entity = entity.entity
    AND business_fact.name = 'review_average'
WHERE NOT entity.is_root
GROUP BY entity.entity
