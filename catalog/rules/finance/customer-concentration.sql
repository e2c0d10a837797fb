/*
title = "One customer is a large part of the sales"
severity = "medium"
remedy = "Know what the loss of this customer would cost, and win another before it happens."
effort_hours = 4
roles = ["ceo", "cfo"]
needs = []
parameters = ["customer_share_limit"]
references = ["finance.md 2.2; ASC 280-10-50-42"]
*/
WITH entity_year AS (
    SELECT
        entity,
        commodity,
        sum(invoiced) AS invoiced
    FROM customer_year
    WHERE invoiced > 0
    GROUP BY
        entity,
        commodity
)
SELECT
    customer_year.entity,
    customer_year.customer AS subject,
    CAST(CAST(round_half_up(CAST(customer_year.invoiced * 100 / entity_year.invoiced AS DECIMAL(28, 6)), 0) AS BIGINT) AS TEXT) || '% of the sales of twelve months' AS detail,
    customer_year.invoiced AS value_at_stake,
    customer_year.commodity,
    customer_year.file,
    customer_year.line
FROM customer_year
INNER JOIN entity_year
    ON entity_year.entity = customer_year.entity
    AND entity_year.commodity = customer_year.commodity
INNER JOIN parameter_for
    ON parameter_for.entity = customer_year.entity
    AND parameter_for.name = 'customer_share_limit'
WHERE customer_year.invoiced > 0
    AND CAST(customer_year.invoiced AS DECIMAL(28, 6)) >= CAST(entity_year.invoiced AS DECIMAL(28, 6)) * CAST(parameter_for.value AS DECIMAL(9, 6))
