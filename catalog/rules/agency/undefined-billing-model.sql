/*
title = "Nobody has agreed how a client pays"
severity = "medium"
remedy = "Agree on a retainer, an hourly rate or a price, in writing."
effort_hours = 1
roles = ["ceo", "cfo", "operator"]
models = ["agency"]
needs = ["engagement"]
references = ["finance.md 2.5, Agency"]
*/
SELECT
    entity,
    client AS subject,
    'since ' || CAST(start AS TEXT) AS detail,
    file,
    line
FROM engagement
WHERE status = 'active'
    AND start <= as_of()
    AND ("end" IS NULL OR "end" >= as_of())
    AND coalesce(billing_model, 'undefined') = 'undefined'
