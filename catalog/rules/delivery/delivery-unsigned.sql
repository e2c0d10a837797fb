/*
title = "A delivery should leave soon and is not signed"
severity = "medium"
remedy = "Get the signature and the deposit, or give the crew another date."
effort_hours = 2
roles = ["ceo", "operator"]
models = ["delivery"]
needs = ["job"]
references = ["finance.md 2.5, Delivery"]
*/
SELECT
    entity,
    coalesce(customer, id) AS subject,
    stage || ', leaves ' || CAST(date AS TEXT) AS detail,
    gross AS value_at_stake,
    commodity,
    date AS due,
    file,
    line
FROM pipeline_job
WHERE date <= as_of() + 30
