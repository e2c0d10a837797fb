/*
title = "When contracts become revenue"
roles = ["ceo", "cfo", "accounting"]
needs = []
columns = [
    { id = "contract", title = "Contract" },
    { id = "product", title = "Product" },
    { id = "customer", title = "Customer" },
    { id = "month", title = "Month" },
    { id = "revenue", title = "Revenue", unit = "money", exact = true },
    { id = "left", title = "Deferred after it", unit = "money", exact = true },
]
*/
-- The months over which a contract that spans several, or that lies ahead, becomes revenue, in equal parts a day.
-- Cumulative rounding: the running total is rounded half-even to the cent and the months are its differences, so that they add up to the price.
-- Listed are contracts of which a part is revenue of a month that is not over.
WITH step AS (
    SELECT CAST(column1 AS BIGINT) AS step
    FROM (VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9), (10), (11), (12), (13), (14), (15), (16), (17), (18), (19), (20), (21), (22), (23))
),
part AS (
    SELECT
        recognition_contract.entity,
        recognition_contract.contract,
        recognition_contract.product,
        recognition_contract.customer,
        recognition_contract.start_date,
        recognition_contract.end_date,
        recognition_contract.price,
        recognition_contract.commodity,
        recognition_contract.file,
        recognition_contract.line,
        step.step,
        CAST(date_trunc('month', recognition_contract.start_date) AS DATE) AS first_month
    FROM recognition_contract
    CROSS JOIN step
    WHERE recognition_contract.end_date > as_of() + 1
        AND recognition_contract.end_date > recognition_contract.start_date
        AND CAST(CAST(date_trunc('month', recognition_contract.start_date) AS DATE) + CAST(step.step || ' months' AS INTERVAL) AS DATE) < recognition_contract.end_date
),
running AS (
    SELECT
        entity,
        contract,
        product,
        customer,
        step,
        CAST(first_month + CAST(step || ' months' AS INTERVAL) AS DATE) AS month,
        round_half_even(
            CAST(
                CAST(price AS DECIMAL(18, 4))
                    * CAST(least(CAST(first_month + CAST((step + 1) || ' months' AS INTERVAL) AS DATE), end_date) - start_date AS DECIMAL(5, 0))
                    / CAST(end_date - start_date AS DECIMAL(5, 0))
                AS DECIMAL(38, 12)
            ),
            2
        ) AS reached,
        price,
        commodity,
        file,
        line
    FROM part
)
SELECT
    entity,
    contract,
    product,
    customer,
    month_key(month) AS month,
    reached - coalesce(lag(reached) OVER (PARTITION BY entity, contract ORDER BY step), 0) AS revenue,
    price - reached AS left,
    commodity,
    file,
    line
FROM running
ORDER BY
    entity,
    contract,
    month
