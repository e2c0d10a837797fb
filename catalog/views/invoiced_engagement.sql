-- Engagements with the number of invoices they have had by today, matched by the engagement's id, else by the client's name.
SELECT
    engagement.entity,
    engagement.id AS engagement,
    engagement.client,
    engagement.start,
    engagement.billing_model,
    engagement.monthly_fee,
    engagement.rate,
    engagement.hours_budget,
    engagement.commodity,
    engagement.status,
    count(invoice.id) AS n_invoices,
    max(invoice.date) AS last_invoice,
    engagement.file,
    engagement.line
FROM engagement
LEFT JOIN invoice
    ON invoice.entity = engagement.entity
    AND coalesce(invoice.engagement, '') = CASE WHEN invoice.engagement IS NULL THEN '' ELSE engagement.id END
    AND (invoice.engagement IS NOT NULL OR invoice.customer = engagement.client)
    AND invoice.date <= as_of()
WHERE engagement.start <= as_of()
    AND (engagement."end" IS NULL OR engagement."end" >= as_of())
GROUP BY
    engagement.entity,
    engagement.id,
    engagement.client,
    engagement.start,
    engagement.billing_model,
    engagement.monthly_fee,
    engagement.rate,
    engagement.hours_budget,
    engagement.commodity,
    engagement.status,
    engagement.file,
    engagement.line
