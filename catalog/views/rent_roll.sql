/*
title = "Rent roll"
roles = ["ceo", "cfo", "accounting", "operator"]
models = ["rental"]
needs = ["lease"]
columns = [
    { id = "unit", title = "Unit" },
    { id = "tenant", title = "Tenant" },
    { id = "until", title = "Until", unit = "date" },
    { id = "days_left", title = "Days left", unit = "days" },
    { id = "rent", title = "Rent a month", unit = "money", exact = true },
    { id = "deposit", title = "Deposit", unit = "money", exact = true },
    { id = "status", title = "State" },
]
*/
SELECT
    entity,
    unit,
    tenant,
    "end" AS until,
    "end" - as_of() AS days_left,
    rent,
    deposit,
    status,
    commodity,
    file,
    line
FROM lease
WHERE start <= as_of()
    AND "end" >= as_of()
    AND status <> 'ended'
ORDER BY
    entity,
    "end",
    unit
