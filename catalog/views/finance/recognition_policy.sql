-- How each product becomes revenue: a proposal, one row a product, that the accountant decides on. A portfolio that decides otherwise puts its own file of this name into its catalog.
-- `method` is one of `day` (on the day of service), `days` (in equal parts over the days, the end included), `output` (by the miles sailed), `invoice` (as invoiced), `month` (in equal parts over the months).
SELECT
    product,
    method,
    policy,
    source
FROM (
    VALUES
        ('charter', 'days', 'on the day of service; over the days of a trip of several', 'ASC 606-10-45-2, 606-10-25-27'),
        ('platform', 'day', 'gross where the venture answers to the guest (principal), net of commission where the platform does (agent): ask once, and write it down', 'ASC 606-10-55-36 to 40'),
        ('event', 'day', 'on the day of the event', 'ASC 606-10-45-2'),
        ('haul', 'day', 'when the load is delivered', 'ASC 606-10-25-30'),
        ('delivery', 'output', 'over time, by the miles sailed of the route', 'ASC 606-10-25-31, output method'),
        ('retainer', 'days', 'over the days that the fee pays for', 'ASC 606-10-25-27'),
        ('hourly', 'invoice', 'as invoiced', 'ASC 606-10-55-18'),
        ('rent', 'month', 'straight-line over the months of the lease, a free month included', 'ASC 842-30-25-11'),
        ('cancellation', 'day', 'what is kept, on the day of the cancellation, as cancellation income', 'ASC 606-10-55-46'),
        ('deposit', 'day', 'a liability until service; a tenant''s is never revenue', 'ASC 606-10-45-2')
) AS policy (product, method, policy, source)
