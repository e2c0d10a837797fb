/*
title = "Open invoices and the receivable account disagree"
severity = "high"
reliability = "certain"
remedy = "Compare invoice by invoice; a receipt was booked to the wrong account or an invoice not at all."
effort_hours = 1
roles = ["ceo", "cfo", "accounting"]
needs = ["posting", "invoice"]
references = ["finance.md 3, sub-ledger = control account"]
*/
WITH open_amount AS (
    SELECT
        invoice_leg.entity,
        invoice_leg.commodity,
        sum(invoice_leg.amount) AS amount,
        min(invoice_leg.file) AS file
    FROM invoice_leg
    WHERE invoice_leg.date <= as_of()
    GROUP BY
        invoice_leg.entity,
        invoice_leg.commodity
),
booked AS (
    SELECT
        statement_posting.entity,
        statement_posting.commodity,
        sum(statement_posting.amount) AS amount
    FROM statement_posting
    WHERE statement_posting.statement_line = 'Receivables'
        AND statement_posting.date <= as_of()
    GROUP BY
        statement_posting.entity,
        statement_posting.commodity
)
SELECT
    open_amount.entity,
    'receivables' AS subject,
    'invoices ' || CAST(CAST(open_amount.amount AS DECIMAL(18, 2)) AS TEXT) || ', books ' || CAST(CAST(coalesce(booked.amount, 0) AS DECIMAL(18, 2)) AS TEXT) || ' ' || open_amount.commodity AS detail,
    CASE WHEN open_amount.amount = coalesce(booked.amount, 0) THEN 'pass' ELSE 'fail' END AS verdict,
    abs(open_amount.amount - coalesce(booked.amount, 0)) AS value_at_stake,
    open_amount.commodity,
    open_amount.file
FROM open_amount
LEFT JOIN booked
    ON booked.entity = open_amount.entity
    AND booked.commodity = open_amount.commodity
