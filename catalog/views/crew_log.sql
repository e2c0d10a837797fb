/*
title = "Trips of the last two weeks"
roles = ["ceo", "operator", "crew"]
models = ["charter"]
needs = ["job"]
columns = [
    { id = "day", title = "Day", unit = "date" },
    { id = "hours", title = "Hours", unit = "hours" },
    { id = "guests", title = "Guests", unit = "count" },
]
*/
SELECT
    entity,
    date AS day,
    hours,
    units AS guests,
    file,
    line
FROM charter_job
WHERE date > as_of() - 14
ORDER BY
    entity,
    date DESC
