/*
title = "Concentration of customers"
kind = "query"
unit = "ratio"
better = "down"
roles = ["ceo", "cfo"]
root = "none"
needs = ["posting"]
formula = "sum of the squared shares of each customer in the sales of the last twelve months: invoices, else jobs served, else the payees of income; a customer whose net is negative is left out"
why = "1 is one customer; 1 divided by it is how many equal ones it feels like."
source = "finance.md 2.2"
*/
WITH customer_total AS (
    SELECT
        entity,
        customer,
        CAST(invoiced AS DOUBLE) AS invoiced
    FROM customer_year
    WHERE invoiced > 0
)
SELECT
    entity,
    sum(invoiced * invoiced) / (sum(invoiced) * sum(invoiced)) AS value,
    count(*) AS n
FROM customer_total
GROUP BY entity
