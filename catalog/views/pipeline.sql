/*
title = "Pipeline"
roles = ["ceo", "cfo", "operator"]
models = ["delivery"]
needs = ["job"]
columns = [
    { id = "customer", title = "Boat" },
    { id = "stage", title = "Stage" },
    { id = "leaves", title = "Leaves", unit = "date" },
    { id = "miles", title = "Miles", unit = "miles" },
    { id = "price", title = "Price", unit = "money", exact = true },
    { id = "chance", title = "Chance", unit = "ratio" },
    { id = "weighted", title = "Weighted", unit = "money", exact = true },
]
*/
SELECT
    entity,
    customer,
    stage,
    date AS leaves,
    distance_nm AS miles,
    gross AS price,
    stage_probability AS chance,
    CAST(gross AS DECIMAL(14, 2)) * CAST(stage_probability AS DECIMAL(6, 4)) AS weighted,
    commodity,
    file,
    line
FROM pipeline_job
ORDER BY
    entity,
    date,
    id
