-- Invoices (positive) and what was paid on them (negative). A receipt that names no invoice pays the customer's oldest due first: an assumption.
-- `overdue_from` is the first day on which the leg counts as overdue: the day after the due date (without one: after the invoice's date), or the payment's if that is later.
WITH due_invoice AS (
    SELECT
        entity,
        id AS invoice,
        customer,
        engagement,
        date,
        coalesce(due_date, date + CAST(coalesce(terms_days, 0) AS INTEGER)) AS due_date,
        amount,
        commodity,
        file,
        line
    FROM invoice
    WHERE coalesce(status, 'issued') NOT IN ('draft', 'void')
),
unpaid AS (
    SELECT
        due_invoice.entity,
        due_invoice.invoice,
        due_invoice.customer,
        due_invoice.commodity,
        due_invoice.due_date,
        greatest(max(due_invoice.amount) - coalesce(sum(payment.amount), 0), 0) AS open_amount
    FROM due_invoice
    LEFT JOIN payment
        ON payment.entity = due_invoice.entity
        AND payment.invoice = due_invoice.invoice
        AND payment.commodity = due_invoice.commodity
    GROUP BY
        due_invoice.entity,
        due_invoice.invoice,
        due_invoice.customer,
        due_invoice.commodity,
        due_invoice.due_date
),
queued_invoice AS (
    SELECT
        entity,
        invoice,
        customer,
        commodity,
        open_amount,
        sum(open_amount) OVER (PARTITION BY entity, customer, commodity ORDER BY due_date, invoice) AS open_to
    FROM unpaid
),
queued_receipt AS (
    SELECT
        entity,
        customer,
        commodity,
        date,
        amount,
        sum(amount) OVER (PARTITION BY entity, customer, commodity ORDER BY date, id) AS received_to,
        file,
        line
    FROM payment
    WHERE invoice IS NULL
        AND customer IS NOT NULL
        AND amount > 0
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
UNION ALL
SELECT
    queued_receipt.entity,
    due_invoice.invoice,
    due_invoice.customer,
    due_invoice.engagement,
    queued_receipt.date,
    due_invoice.due_date,
    greatest(queued_receipt.date, due_invoice.due_date + 1) AS overdue_from,
    greatest(queued_invoice.open_to - queued_invoice.open_amount, queued_receipt.received_to - queued_receipt.amount)
        - least(queued_invoice.open_to, queued_receipt.received_to) AS amount,
    queued_receipt.commodity,
    queued_receipt.file,
    queued_receipt.line
FROM queued_receipt
INNER JOIN queued_invoice
    ON queued_invoice.entity = queued_receipt.entity
    AND queued_invoice.customer = queued_receipt.customer
    AND queued_invoice.commodity = queued_receipt.commodity
    AND queued_invoice.open_to > queued_receipt.received_to - queued_receipt.amount
    AND queued_invoice.open_to - queued_invoice.open_amount < queued_receipt.received_to
INNER JOIN due_invoice
    ON due_invoice.entity = queued_invoice.entity
    AND due_invoice.invoice = queued_invoice.invoice
