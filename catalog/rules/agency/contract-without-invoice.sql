/*
title = "A client is worked for and has never had an invoice"
severity = "high"
remedy = "Write the invoices for every month since the start, this week."
effort_hours = 1
roles = ["ceo", "cfo", "accounting", "operator"]
models = ["agency"]
needs = ["engagement", "invoice"]
references = ["finance.md 2.3, Retainer"]
*/
SELECT
    entity,
    client AS subject,
    'since ' || CAST(start AS TEXT) || coalesce(', ' || billing_model, '') AS detail,
    monthly_fee * CAST((date_part('year', as_of()) - date_part('year', start)) * 12 + date_part('month', as_of()) - date_part('month', start) + 1 AS INTEGER) AS value_at_stake,
    commodity,
    file,
    line
FROM invoiced_engagement
WHERE status = 'active'
    AND n_invoices = 0
    AND start + 30 < as_of()
