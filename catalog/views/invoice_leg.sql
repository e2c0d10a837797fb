-- Invoices (positive) and what was paid on them (negative).
-- `overdue_from` is the first day on which the leg counts as overdue: the day after the due date (without one: after the invoice's date), or the payment's if that is later.
WITH due_invoice AS (
    SELECT
        entity,
        id AS invoice,
        customer,
        engagement,
        date,
        coalesce(due_date, date) AS due_date,
        amount,
        commodity,
        file,
        line
    FROM invoice
    WHERE coalesce(status, 'issued') NOT IN ('draft', 'void')
)
SELECT
    entity,
    invoice,
    customer,
    engagement,
    date,
    due_date,
    due_date + 1 AS overdue_from,
    amount,
    commodity,
    file,
    line
FROM due_invoice
UNION ALL
SELECT
    payment.entity,
    payment.invoice,
    due_invoice.customer,
    due_invoice.engagement,
    payment.date,
    due_invoice.due_date,
    greatest(payment.date, due_invoice.due_date + 1) AS overdue_from,
    -payment.amount AS amount,
    payment.commodity,
    payment.file,
    payment.line
FROM payment
INNER JOIN due_invoice
    ON due_invoice.entity = payment.entity
    AND due_invoice.invoice = payment.invoice
