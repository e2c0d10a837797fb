/*
title = "Trips"
roles = ["ceo", "operator", "crew"]
models = ["charter"]
needs = ["job"]
columns = [
    { id = "day", title = "Day", unit = "date" },
    { id = "hours", title = "Hours", unit = "hours" },
    { id = "guests", title = "Guests", unit = "count" },
    { id = "state", title = "State" },
]
*/
SELECT
    entity,
    date AS day,
    hours,
    units AS guests,
    CASE status WHEN 'tentative' THEN 'not confirmed' ELSE 'confirmed' END AS state,
    file,
    line
FROM job
WHERE kind = 'charter'
    AND status IN ('tentative', 'deposit_received', 'paid_in_full')
    AND date > as_of()
ORDER BY
    entity,
    date
