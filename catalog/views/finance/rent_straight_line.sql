/*
title = "Leases whose rent is not level"
roles = ["ceo", "cfo", "accounting"]
models = ["rental"]
needs = ["lease"]
columns = [
    { id = "unit", title = "Unit" },
    { id = "tenant", title = "Tenant" },
    { id = "months", title = "Months run", unit = "count" },
    { id = "straight", title = "Rent a month, straight-line", unit = "money", exact = true },
    { id = "due", title = "Due this month", unit = "money", exact = true },
    { id = "deferred", title = "Deferred rent receivable", unit = "money", exact = true },
]
*/
-- Operating leases with a free or a stepped time (ASC 842-30-25-11): rows of one unit and tenant that follow each other without a gap are one lease.
-- Its rent of all months in equal parts a month, cumulative rounding half-even to the cent; what is recognised and not yet due is receivable. Rows begin on the first of a month and end on its last.
WITH row_of_lease AS (
    SELECT
        entity,
        unit,
        tenant,
        start,
        "end",
        rent,
        commodity,
        file,
        line,
        CASE WHEN lag("end") OVER (PARTITION BY entity, unit, tenant ORDER BY start) + 1 = start THEN 0 ELSE 1 END AS begins
    FROM lease
    WHERE status <> 'vacant'
        AND tenant IS NOT NULL
        AND date_part('day', start) = 1
        AND date_part('day', "end" + 1) = 1
),
numbered AS (
    SELECT
        entity,
        unit,
        tenant,
        rent,
        commodity,
        file,
        line,
        start,
        "end",
        sum(begins) OVER (PARTITION BY entity, unit, tenant ORDER BY start) AS contract,
        CAST((date_part('year', "end" + 1) - date_part('year', start)) * 12 + date_part('month', "end" + 1) - date_part('month', start) AS BIGINT) AS n_months,
        CAST(greatest(least(
            (date_part('year', "end" + 1) - date_part('year', start)) * 12 + date_part('month', "end" + 1) - date_part('month', start),
            (date_part('year', as_of()) - date_part('year', start)) * 12 + date_part('month', as_of()) - date_part('month', start) + 1
        ), 0) AS BIGINT) AS n_run
    FROM row_of_lease
),
contract AS (
    SELECT
        entity,
        unit,
        tenant,
        commodity,
        sum(n_months) AS n_months,
        sum(n_run) AS n_run,
        sum(CAST(rent AS DECIMAL(14, 2)) * CAST(n_months AS DECIMAL(4, 0))) AS total,
        sum(CAST(rent AS DECIMAL(14, 2)) * CAST(n_run AS DECIMAL(4, 0))) AS billed,
        max(CASE WHEN start <= as_of() AND "end" >= as_of() THEN rent END) AS due,
        min(file) AS file,
        min(line) AS line
    FROM numbered
    GROUP BY
        entity,
        unit,
        tenant,
        commodity,
        contract
    HAVING min(rent) <> max(rent)
        AND max("end") >= as_of()
        AND min(start) <= as_of()
),
reached AS (
    SELECT
        entity,
        unit,
        tenant,
        commodity,
        n_run,
        billed,
        due,
        file,
        line,
        round_half_even(CAST(CAST(total AS DECIMAL(18, 2)) * CAST(n_run AS DECIMAL(4, 0)) / CAST(n_months AS DECIMAL(4, 0)) AS DECIMAL(38, 12)), 2) AS earned,
        round_half_even(CAST(CAST(total AS DECIMAL(18, 2)) * CAST(n_run - 1 AS DECIMAL(4, 0)) / CAST(n_months AS DECIMAL(4, 0)) AS DECIMAL(38, 12)), 2) AS earned_before
    FROM contract
)
SELECT
    entity,
    unit,
    tenant,
    n_run AS months,
    earned - earned_before AS straight,
    due,
    earned - billed AS deferred,
    commodity,
    file,
    line
FROM reached
ORDER BY
    entity,
    unit,
    tenant
