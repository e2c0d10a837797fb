-- Invoices of which something is still open today, with the days past due and the bucket of ageing.
-- Due on the due date, else the terms after the invoice's date; without both, on that date itself, and `is_due_assumed` says so.
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
),
dated AS (
    SELECT
        entity,
        id,
        customer,
        engagement,
        date,
        coalesce(due_date, date + CAST(coalesce(terms_days, 0) AS INTEGER)) AS due_date,
        due_date IS NULL AND terms_days IS NULL AS is_due_assumed,
        amount,
        commodity,
        status,
        file,
        line
    FROM invoice
)
SELECT
    invoice.entity,
    invoice.id AS invoice,
    invoice.customer,
    invoice.engagement,
    invoice.date,
    invoice.due_date,
    as_of() - invoice.due_date AS days_past_due,
    CASE
        WHEN as_of() <= invoice.due_date THEN 0
        WHEN as_of() - invoice.due_date <= 30 THEN 1
        WHEN as_of() - invoice.due_date <= 60 THEN 2
        WHEN as_of() - invoice.due_date <= 90 THEN 3
        ELSE 4
    END AS bucket,
    invoice.is_due_assumed,
    invoice.amount,
    balance.open_amount,
    invoice.commodity,
    invoice.file,
    invoice.line
FROM dated AS invoice
INNER JOIN balance
    ON balance.entity = invoice.entity
    AND balance.invoice = invoice.id
    AND balance.commodity = invoice.commodity
WHERE balance.open_amount <> 0
    AND coalesce(invoice.status, 'issued') NOT IN ('draft', 'void')
