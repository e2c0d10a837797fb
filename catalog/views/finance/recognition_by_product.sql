/*
title = "How each product becomes revenue: a proposal, the accountant decides"
roles = ["ceo", "cfo", "accounting"]
needs = []
columns = [
    { id = "product", title = "Product" },
    { id = "contracts", title = "Contracts", unit = "count" },
    { id = "policy", title = "Becomes revenue" },
    { id = "source", title = "By" },
]
*/
-- The products that an entity has sold in twelve months, with the policy of each.
WITH sold AS (
    SELECT
        entity,
        CASE WHEN status = 'cancelled' THEN 'cancellation' ELSE kind END AS product,
        file,
        line
    FROM job
    WHERE status IN ('deposit_received', 'paid_in_full', 'completed', 'won', 'cancelled')
        AND date > as_of() - 365
    UNION ALL
    SELECT
        entity,
        CASE WHEN monthly_fee IS NOT NULL THEN 'retainer' ELSE 'hourly' END AS product,
        file,
        line
    FROM engagement
    WHERE (monthly_fee IS NOT NULL OR rate IS NOT NULL)
        AND start <= as_of()
        AND ("end" IS NULL OR "end" > as_of() - 365)
    UNION ALL
    SELECT
        entity,
        'rent' AS product,
        file,
        line
    FROM lease
    WHERE status <> 'vacant'
        AND start <= as_of()
        AND "end" > as_of() - 365
    UNION ALL
    SELECT
        entity,
        'deposit' AS product,
        file,
        line
    FROM job
    WHERE deposit > 0
        AND deposit_date <= as_of()
        AND date > as_of()
)
SELECT
    sold.entity,
    sold.product,
    count(*) AS contracts,
    min(recognition_policy.policy) AS policy,
    min(recognition_policy.source) AS source,
    min(sold.file) AS file,
    min(sold.line) AS line
FROM sold
INNER JOIN recognition_policy
    ON recognition_policy.product = sold.product
GROUP BY
    sold.entity,
    sold.product
ORDER BY
    sold.entity,
    contracts DESC,
    sold.product
