-- Changes of the rent roll: +1 on the first day of a lease with a tenant, -1 on the day after its last.
SELECT
    entity,
    start AS date,
    1 AS units,
    rent,
    commodity,
    file,
    line
FROM lease
WHERE status <> 'vacant'
UNION ALL
SELECT
    entity,
    "end" + 1 AS date,
    -1 AS units,
    -rent AS rent,
    commodity,
    file,
    line
FROM lease
WHERE status <> 'vacant'
