-- Invoices of which something is still open today, with the days past due and the bucket of ageing.
WITH balance AS (
    SELECT
        entity,
        invoice,
        commodity,
        sum(amount) AS open_amount
    FROM invoice_leg
    WHERE date <= as_of()
    GROUP BY
        entity,
        invoice,
        commodity
)
SELECT
    invoice.entity,
    invoice.id AS invoice,
    invoice.customer,
    invoice.engagement,
    invoice.date,
    coalesce(invoice.due_date, invoice.date) AS due_date,
    as_of() - coalesce(invoice.due_date, invoice.date) AS days_past_due,
    CASE
        WHEN as_of() <= coalesce(invoice.due_date, invoice.date) THEN 0
        WHEN as_of() - coalesce(invoice.due_date, invoice.date) <= 30 THEN 1
        WHEN as_of() - coalesce(invoice.due_date, invoice.date) <= 60 THEN 2
        WHEN as_of() - coalesce(invoice.due_date, invoice.date) <= 90 THEN 3
        ELSE 4
    END AS bucket,
    invoice.amount,
    balance.open_amount,
    invoice.commodity,
    invoice.file,
    invoice.line
FROM invoice
INNER JOIN balance
    ON balance.entity = invoice.entity
    AND balance.invoice = invoice.id
    AND balance.commodity = invoice.commodity
WHERE balance.open_amount <> 0
    AND coalesce(invoice.status, 'issued') NOT IN ('draft', 'void')
