/*
title = "Deliveries under way"
roles = ["ceo", "cfo", "operator"]
models = ["delivery"]
needs = ["job", "job_line"]
columns = [
    { id = "customer", title = "Boat" },
    { id = "until", title = "Arrives", unit = "date" },
    { id = "sailed", title = "Sailed", unit = "miles" },
    { id = "route", title = "Route", unit = "miles" },
    { id = "price", title = "Price", unit = "money", exact = true },
    { id = "earned", title = "Earned", unit = "money", exact = true },
    { id = "received", title = "Received", unit = "money", exact = true },
]
*/
SELECT
    entity,
    customer,
    end_date AS until,
    sailed_nm AS sailed,
    distance_nm AS route,
    gross AS price,
    earned,
    received,
    commodity,
    file,
    line
FROM delivery_progress
ORDER BY
    entity,
    end_date,
    id
